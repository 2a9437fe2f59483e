import type { TrapId } from '../../../../simulator/traps/registry.ts';
import type { Lab } from '../clients.ts';
import type { Endpoint } from '../metal.ts';

/** One question to the simulator, and what it answers with the trap on and off. */
export interface Case {
  ask(lab: Lab, endpoint: Endpoint): Promise<unknown>;
  on: unknown;
  off: unknown;
}

export type CasesOf<System extends string> = Record<Extract<TrapId, `${System}.${string}`>, Case>;
