import { acceptSubnet } from '../../api/acceptance.ts';
import { l2Domain, subnet } from '../../api/kinds/network.ts';
import { planAcceptance } from './accepted.ts';
import { bridgedKind, cameOrWent } from './bridged-kind.ts';

export const subnets = bridgedKind({
  kind: subnet,
  plan: (object, view) => planAcceptance(object, acceptSubnet(object, view), view),
  affects(change, view) {
    if (!cameOrWent(change)) return [];
    return [
      { kind: subnet, objects: view.subnetsOverlapping(change.object) },
      { kind: l2Domain, objects: view.l2DomainsWithSubnet(change.object.metadata.name) },
    ];
  },
});
