import { acceptL2Domain } from '../../api/acceptance.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { l2Domain } from '../../api/kinds/network.ts';
import { planAcceptance } from './accepted.ts';
import { bridgedKind, cameOrWent } from './bridged-kind.ts';

export const l2Domains = bridgedKind({
  kind: l2Domain,
  plan: (object, view) => planAcceptance(object, acceptL2Domain(object, view), view),
  affects(change, view) {
    if (!cameOrWent(change)) return [];
    return [{ kind: computeAsset, objects: view.assetsOnL2Domain(change.object.metadata.name) }];
  },
});
