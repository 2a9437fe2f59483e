import { subnet, vpc } from '../../api/kinds/network.ts';
import { bridgedKind } from './bridged-kind.ts';

export const vpcs = bridgedKind({
  kind: vpc,
  affects: ({ object }, view) => [{ kind: subnet, objects: view.subnetsOfVpc(object.metadata.name) }],
});
