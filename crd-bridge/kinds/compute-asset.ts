import { isDeepStrictEqual } from 'node:util';
import { computeAsset, type ComputeAsset } from '../../api/kinds/compute-asset.ts';
import { rivalsOf } from '../observe/view.ts';
import { verdictOn } from './accepted.ts';
import { type Action, bridgedKind, type PlanView } from './bridged-kind.ts';
import { planHold } from './held.ts';

export const computeAssets = bridgedKind({
  kind: computeAsset,
  plan: planAsset,
  affects(change, view) {
    // A status of our own changes nothing for others.
    if (change.type === 'upsert' && change.previous?.metadata.generation === change.object.metadata.generation)
      return [];
    const before = change.type === 'upsert' && change.previous ? rivalsOf(change.previous, view) : [];
    return [{ kind: computeAsset, objects: [...before, ...rivalsOf(change.object, view)] }];
  },
});

function planAsset(asset: ComputeAsset, view: PlanView): Action[] {
  const hold = planHold(asset, view, 'always');
  if (hold.action) return [hold.action];
  const claim = view.claimOf(asset.metadata.name);
  const phase = claim ? (claim.spec.hold?.phase ?? 'Claimed') : 'Free';
  const claimedBy = claim?.spec.nodeRef ?? null;
  const conditions = [verdictOn(asset, view), ...hold.conditions];
  const shown = asset.status;
  const same = shown?.phase === phase && isDeepStrictEqual(shown.claimedBy ?? null, claimedBy);
  if (same && isDeepStrictEqual(shown.conditions, conditions)) return [];
  const status = { phase, claimedBy, conditions };
  return [{ type: 'writeStatus', status, resourceVersion: asset.metadata.resourceVersion }];
}
