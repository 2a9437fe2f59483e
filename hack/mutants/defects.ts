import { bridgeDefects } from './defects/bridge.ts';
import { chainDefects } from './defects/chain.ts';
import { claimDefects } from './defects/claims.ts';
import { endpointDefects } from './defects/endpoint.ts';
import { machineDefects } from './defects/machines.ts';
import { outsideDefects } from './defects/outside.ts';
import type { Mutant } from './mutant.ts';

/** Every defect that the tests are known to catch. */
export const defects: readonly Mutant[] = [
  ...chainDefects,
  ...claimDefects,
  ...machineDefects,
  ...outsideDefects,
  ...endpointDefects,
  ...bridgeDefects,
];
