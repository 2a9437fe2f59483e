import { acceptSwitch } from '../../api/acceptance.ts';
import { networkSwitch } from '../../api/kinds/rack.ts';
import { planAcceptance } from './accepted.ts';
import { bridgedKind } from './bridged-kind.ts';

export const switches = bridgedKind({
  kind: networkSwitch,
  plan: (object, view) => planAcceptance(object, acceptSwitch(object, view), view),
});
