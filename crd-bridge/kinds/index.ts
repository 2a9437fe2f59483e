import { assetClaims } from './asset-claim.ts';
import type { BridgedKind } from './bridged-kind.ts';
import { computeAssets } from './compute-asset.ts';
import { computeNodes } from './compute-node.ts';
import { computeProviders } from './compute-provider.ts';
import { disruptionBudgets } from './disruption-budget.ts';
import { hardware } from './hardware.ts';
import { ipAddresses } from './ip-address.ts';
import { nodePools } from './node-pool.ts';
import { nodeOperations } from './node-operation.ts';
import { saltDeployments } from './salt-deployment.ts';
import { saltTransactions } from './salt-transaction.ts';
import { saltMasters } from './salt-master.ts';
import { saltMinions } from './salt-minion.ts';

/** Every kind that the bridge decides something on, or whose changes make it decide on others. The rest is only watched. */
export const bridgedKinds: readonly BridgedKind[] = [
  computeNodes,
  computeProviders,
  disruptionBudgets,
  nodePools,
  nodeOperations,
  saltDeployments,
  saltTransactions,
  saltMasters,
  saltMinions,
  computeAssets,
  assetClaims,
  ipAddresses,
  ...hardware,
];

const byName = new Map(bridgedKinds.map((bridged) => [bridged.kind.kind, bridged]));

/** Undefined for a kind that is only watched. */
export function bridgedKindOf(kind: string): BridgedKind | undefined {
  return byName.get(kind);
}

/** The bridge has decisions to make on objects of this kind. */
export function isDecidedOn({ plan, chain }: BridgedKind): boolean {
  return plan !== undefined || chain !== undefined;
}
