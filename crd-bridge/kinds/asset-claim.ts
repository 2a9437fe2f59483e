import { ASSET_CLAIM_FINALIZER } from '../../api/groups.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import { type Action, bridgedKind } from './bridged-kind.ts';

export const assetClaims = bridgedKind({
  kind: assetClaim,
  plan: planClaim,
  affects: ({ object }, view) => {
    const minion = view.minion(object.spec.nodeRef);
    return [
      { kind: computeAsset, objects: [{ metadata: { name: object.metadata.name } }] },
      // Its install told the minion's key, or is a new one.
      { kind: saltMinion, objects: minion ? [minion] : [] },
    ];
  },
});

const CONFIRMABLE: readonly string[] = ['Suspect', 'Quarantined', 'Broken'];

/**
 * Deleting a claim that is on hold is how an operator says that the asset is fine again. Any other claim's finalizer
 * belongs to its node's workflow, which first proves the machine off and clean.
 */
function planClaim({ metadata, spec }: AssetClaim): Action[] {
  const { deletionTimestamp, finalizers = [], resourceVersion } = metadata;
  if (deletionTimestamp === undefined || !finalizers.includes(ASSET_CLAIM_FINALIZER)) return [];
  if (spec.hold === undefined || !CONFIRMABLE.includes(spec.hold.phase)) return [];
  const rest = finalizers.filter((finalizer) => finalizer !== ASSET_CLAIM_FINALIZER);
  const why = `somebody deleted the claim while its asset was ${spec.hold.phase}, which gives the asset back`;
  return [{ type: 'setFinalizers', finalizers: rest, resourceVersion, why }];
}
