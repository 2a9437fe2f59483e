import type { Resource } from '../../api/kinds/kind.ts';
import { PLANNED_KINDS } from '../plan.ts';
import { objectId } from './object-id.ts';
import { cameOrWent, type Observed } from './observed.ts';
import { rivalsOf, type FleetView } from './view.ts';

type Touched = { kind: string; objects: readonly Resource[] };

/** The objects to decide on again after a change, itself among them, as object ids. */
export function affectedBy(observed: Observed, view: FleetView): string[] {
  const { kind, change } = observed;
  const itself = (PLANNED_KINDS as readonly string[]).includes(kind) ? [{ kind, objects: [change.object] }] : [];
  const touched: Touched[] = [...itself, ...beside(observed, view)];
  return [...new Set(touched.flatMap((each) => each.objects.map(({ metadata }) => objectId(each.kind, metadata))))];
}

function beside(observed: Observed, view: FleetView): Touched[] {
  const { name } = observed.change.object.metadata;
  switch (observed.kind) {
    case 'ComputeAsset': {
      const { change } = observed;
      // A status of our own changes nothing for others.
      if (change.type === 'upsert' && change.previous?.metadata.generation === change.object.metadata.generation)
        return [];
      const before = change.type === 'upsert' && change.previous ? rivalsOf(change.previous, view) : [];
      return [{ kind: 'ComputeAsset', objects: [...before, ...rivalsOf(change.object, view)] }];
    }
    case 'AssetClaim': {
      const asset = { metadata: { name } } as Resource;
      return [{ kind: 'ComputeAsset', objects: [asset] }];
    }
    case 'Rack':
      if (!cameOrWent(observed)) return [];
      return [
        { kind: 'ComputeAsset', objects: view.assetsInRack(name) },
        { kind: 'Switch', objects: view.switchesInRack(name) },
      ];
    case 'L2Domain':
      return cameOrWent(observed) ? [{ kind: 'ComputeAsset', objects: view.assetsOnL2Domain(name) }] : [];
    case 'VPC':
      return [{ kind: 'Subnet', objects: view.subnetsOfVpc(name) }];
    case 'Subnet':
      if (!cameOrWent(observed)) return [];
      return [
        { kind: 'Subnet', objects: view.subnetsOverlapping(observed.change.object) },
        { kind: 'L2Domain', objects: view.l2DomainsWithSubnet(name) },
      ];
    case 'ComputeNode':
    case 'ComputeProvider':
    case 'Flavor':
    case 'IPAddress':
    case 'OSImage':
    case 'Switch':
      return [];
  }
}
