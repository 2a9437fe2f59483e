import { foremanBuildTraps } from './foreman-build.ts';
import { foremanTraps } from './foreman.ts';
import { nautobotTraps } from './nautobot.ts';
import { powerdnsTraps } from './powerdns.ts';
import { redfishTraps } from './redfish.ts';
import type { Trap } from './trap.ts';

const tables = { ...foremanTraps, ...foremanBuildTraps, ...nautobotTraps, ...powerdnsTraps, ...redfishTraps };

export type TrapId = keyof typeof tables;

/** Every trap of every system, by its id. */
export const registry: Readonly<Record<TrapId, Trap>> = tables;

export const trapIds = Object.keys(registry) as TrapId[];
