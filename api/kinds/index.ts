import { assetClaim } from './asset-claim.ts';
import { computeAsset } from './compute-asset.ts';
import { computeNode } from './compute-node.ts';
import { computeNodeDisruptionBudget } from './compute-node-disruption-budget.ts';
import { computeProvider } from './compute-provider.ts';
import { flavor } from './flavor.ts';
import { ipAddressKind, l2Domain, subnet, vpc } from './network.ts';
import { nodePool } from './node-pool.ts';
import { nodeOperation } from './node-operation.ts';
import { osImage } from './os-image.ts';
import { networkSwitch, rack } from './rack.ts';
import { route } from './route.ts';
import { saltMaster } from './salt-master.ts';
import { saltMinion } from './salt-minion.ts';
import { saltDeployment } from './salt-deployment.ts';
import { saltTransaction } from './salt-transaction.ts';
import { availabilityZone, networkZone } from './zones.ts';

/** Every kind there is: the CRDs, the watches and the commands are made from this list. */
export const kinds = [
  availabilityZone,
  networkZone,
  rack,
  networkSwitch,
  vpc,
  l2Domain,
  subnet,
  route,
  ipAddressKind,
  computeAsset,
  assetClaim,
  osImage,
  flavor,
  computeProvider,
  computeNode,
  nodePool,
  computeNodeDisruptionBudget,
  nodeOperation,
  saltMaster,
  saltMinion,
  saltDeployment,
  saltTransaction,
] as const;
