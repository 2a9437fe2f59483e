import { flavor } from '../../api/kinds/flavor.ts';
import { l2Domain, subnet, vpc } from '../../api/kinds/network.ts';
import { osImage } from '../../api/kinds/os-image.ts';
import { networkSwitch, rack } from '../../api/kinds/rack.ts';
import { route } from '../../api/kinds/route.ts';
import { availabilityZone, networkZone } from '../../api/kinds/zones.ts';
import { planAccepted } from './accepted.ts';
import { type BridgedKind, bridgedKind } from './bridged-kind.ts';
import { heldKind } from './held.ts';

/** What a datacenter is made of beside its machines: a verdict on each, and none goes while it is in use. */
export const hardware: readonly BridgedKind[] = [
  bridgedKind({ kind: availabilityZone, plan: planAccepted }),
  bridgedKind({ kind: networkZone, plan: planAccepted }),
  bridgedKind({ kind: vpc, plan: planAccepted }),
  bridgedKind({ kind: rack, plan: planAccepted }),
  bridgedKind({ kind: networkSwitch, plan: planAccepted }),
  bridgedKind({
    kind: subnet,
    plan: planAccepted,
    affects: ({ object }, view) => [{ kind: subnet, objects: view.subnetsOverlapping(object) }],
  }),
  bridgedKind({ kind: route, plan: (object, view) => planAccepted(object, view, 'never') }),
  bridgedKind({ kind: l2Domain, plan: planAccepted }),
  heldKind(flavor),
  heldKind(osImage),
];
