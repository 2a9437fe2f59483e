import { breakerDefects } from './defects/breakers.ts';
import { bridgeDefects } from './defects/bridge.ts';
import { budgetDefects } from './defects/budgets.ts';
import { chainDefects } from './defects/chain.ts';
import { claimDefects } from './defects/claims.ts';
import { controlRoomDefects } from './defects/control-room.ts';
import { doctorDefects } from './defects/doctor.ts';
import { endpointDefects } from './defects/endpoint.ts';
import { fuseDefects } from './defects/fuse.ts';
import { inventoryDefects } from './defects/inventory.ts';
import { ipamDefects } from './defects/ipam.ts';
import { hardwareDefects } from './defects/hardware.ts';
import { kickstartDefects } from './defects/kickstarts.ts';
import { machineDefects } from './defects/machines.ts';
import { operationDefects } from './defects/operations.ts';
import { outsideDefects } from './defects/outside.ts';
import { poolChainDefects } from './defects/pool-chains.ts';
import { poolDefects } from './defects/pools.ts';
import { rolloutChainDefects } from './defects/rollout-chains.ts';
import { rolloutDefects } from './defects/rollouts.ts';
import { saltDefects } from './defects/salt.ts';
import { saltMasterDefects } from './defects/salt-masters.ts';
import { schedulingDefects } from './defects/scheduling.ts';
import { simulatorDefects } from './defects/simulator.ts';
import { truthDefects } from './defects/truth.ts';
import { weatherDefects } from './defects/weather.ts';
import type { Mutant } from './mutant.ts';

/** Every defect that the tests are known to catch. */
export const defects: readonly Mutant[] = [
  ...chainDefects,
  ...fuseDefects,
  ...budgetDefects,
  ...claimDefects,
  ...ipamDefects,
  ...schedulingDefects,
  ...poolDefects,
  ...poolChainDefects,
  ...rolloutDefects,
  ...rolloutChainDefects,
  ...hardwareDefects,
  ...kickstartDefects,
  ...machineDefects,
  ...operationDefects,
  ...saltMasterDefects,
  ...outsideDefects,
  ...saltDefects,
  ...breakerDefects,
  ...endpointDefects,
  ...bridgeDefects,
  ...weatherDefects,
  ...doctorDefects,
  ...inventoryDefects,
  ...controlRoomDefects,
  ...simulatorDefects,
  ...truthDefects,
];
