import type { Model } from '../model.ts';
import { dcimModels } from './dcim.ts';
import { deviceModels } from './devices.ts';
import { extrasModels } from './extras.ts';
import { ipamModels } from './ipam.ts';

/** Every model that the simulated Nautobot has: one entry here gives it its endpoints. */
export const models: readonly Model[] = [...dcimModels, ...deviceModels, ...extrasModels, ...ipamModels];
