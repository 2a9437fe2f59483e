import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { networkSwitch, rack } from '../../api/kinds/rack.ts';
import { bridgedKind, cameOrWent } from './bridged-kind.ts';

export const racks = bridgedKind({
  kind: rack,
  affects(change, view) {
    if (!cameOrWent(change)) return [];
    const { name } = change.object.metadata;
    return [
      { kind: computeAsset, objects: view.assetsInRack(name) },
      { kind: networkSwitch, objects: view.switchesInRack(name) },
    ];
  },
});
