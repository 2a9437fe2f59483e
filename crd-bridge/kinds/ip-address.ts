import { type IPAddress, ipAddressKind } from '../../api/kinds/network.ts';
import { type Action, bridgedKind } from './bridged-kind.ts';

export const ipAddresses = bridgedKind({ kind: ipAddressKind, plan: planAddress });

/** A bound address has no phase, which spares a write for each; a deleted one rests until a worker sweeps it. */
function planAddress({ metadata, status }: IPAddress): Action[] {
  const releasedAt = metadata.deletionTimestamp;
  if (releasedAt === undefined || (metadata.finalizers ?? []).length === 0) return [];
  if (status?.phase === 'Quarantined' && status.releasedAt === releasedAt) return [];
  return [
    { type: 'writeStatus', status: { phase: 'Quarantined', releasedAt }, resourceVersion: metadata.resourceVersion },
  ];
}
