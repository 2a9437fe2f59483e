import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { INFRA_GROUP } from '../groups.ts';
import { acceptedStatus } from '../schema/conditions.ts';
import { immutable, withRules } from '../schema/rule.ts';
import { cidr, ipAddress, isAddress, isCidr, objectName } from '../schema/strings.ts';
import { ACCEPTED_COLUMN, AGE_COLUMN, defineKind, type Resource } from './kind.ts';

const MOST = 0xffff_ffff;

export const route = defineKind({
  group: INFRA_GROUP,
  kind: 'Route',
  plural: 'routes',
  shortNames: [],
  namespaced: false,
  description: 'A static route of every machine that is installed with an address of the subnet.',
  schema: z.object({
    spec: withRules(
      z.object({
        subnet: immutable(objectName(), 'the subnet of a route'),
        destination: cidr(),
        via: ipAddress(),
        metric: z.int().min(0).max(MOST).optional(),
      }),
      [
        {
          cel:
            '!isIP(self.via) || !isCIDR(self.destination) || ' +
            'ip(self.via).family() == cidr(self.destination).ip().family()',
          message: 'must be of the same family as destination: both IPv4, or both IPv6',
          field: 'via',
          holds: ({ destination, via }) => !isAddress(via) || !isCidr(destination) || isIPv4(via) === isV4(destination),
        },
      ],
    ),
    status: acceptedStatus.optional(),
  }),
  columns: [
    { name: 'Subnet', type: 'string', jsonPath: '.spec.subnet' },
    { name: 'Destination', type: 'string', jsonPath: '.spec.destination' },
    { name: 'Via', type: 'string', jsonPath: '.spec.via' },
    { name: 'Metric', type: 'integer', jsonPath: '.spec.metric' },
    ACCEPTED_COLUMN,
    AGE_COLUMN,
  ],
});
export type Route = Resource<z.infer<typeof route.schema>>;

function isV4(network: string): boolean {
  return isIPv4(network.split('/')[0] ?? '');
}
