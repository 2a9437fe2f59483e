import { z } from 'zod';
import { parseNetwork, reaches } from '../addresses.ts';
import { INFRA_GROUP } from '../groups.ts';
import { MAX_SUBNET_NAME, MAX_VPC_NAME } from '../names.ts';
import { acceptedStatus } from '../schema/conditions.ts';
import { immutable, immutableOptional, type Rule, withRules, withTransitions } from '../schema/rule.ts';
import {
  addressRange,
  cidr,
  domainName,
  duration,
  ipAddress,
  isAddress,
  isCidr,
  label,
  objectName,
  timestamp,
  uid,
} from '../schema/strings.ts';
import { ACCEPTED_COLUMN, AGE_COLUMN, defineKind, type Resource } from './kind.ts';

export const vpc = defineKind({
  group: INFRA_GROUP,
  kind: 'VPC',
  plural: 'vpcs',
  shortNames: [],
  namespaced: false,
  maxNameLength: MAX_VPC_NAME,
  description: 'An address space. Subnets of one VPC never overlap.',
  schema: z.object({
    spec: z.object({ cidrs: z.array(cidr()).min(1).max(64) }),
    status: acceptedStatus.optional(),
  }),
  columns: [{ name: 'CIDRs', type: 'string', jsonPath: '.spec.cidrs' }, ACCEPTED_COLUMN, AGE_COLUMN],
});
export type VPC = Resource<z.infer<typeof vpc.schema>>;

export const l2Domain = defineKind({
  group: INFRA_GROUP,
  kind: 'L2Domain',
  plural: 'l2domains',
  shortNames: ['l2'],
  namespaced: false,
  description: 'A broadcast domain: the network devices attached to it get addresses from its subnets.',
  schema: z.object({
    spec: z.object({
      vlan: z.int().min(1).max(4094).optional(),
      /** Only BMCs stand in a Management one, which needs no subnet. */
      role: z.enum(['Provision', 'Management']).default('Provision'),
      subnets: z.array(objectName()).max(32).default([]),
    }),
    status: acceptedStatus.optional(),
  }),
  columns: [
    { name: 'VLAN', type: 'integer', jsonPath: '.spec.vlan' },
    { name: 'Subnets', type: 'string', jsonPath: '.spec.subnets' },
    ACCEPTED_COLUMN,
    AGE_COLUMN,
  ],
});
export type L2Domain = Resource<z.infer<typeof l2Domain.schema>>;

/** A gateway that machines could not reach from an address of the subnet is no gateway. */
const gatewayInside: Rule<{ cidr: string; gateway?: string }> = {
  cel:
    '!has(self.gateway) || !isIP(self.gateway) || !isCIDR(self.cidr) || cidr(self.cidr).containsIP(ip(self.gateway)) || ' +
    '(cidr(self.cidr).ip().family() == 6 && ip(self.gateway).family() == 6 && ip(self.gateway).isLinkLocalUnicast())',
  message: 'must be an address of the network in cidr (for IPv6, a link-local one will do too)',
  field: 'gateway',
  holds: ({ cidr, gateway }) =>
    gateway === undefined || !isAddress(gateway) || !isCidr(cidr) || reaches(parseNetwork(cidr), gateway),
};

export const subnet = defineKind({
  group: INFRA_GROUP,
  kind: 'Subnet',
  plural: 'subnets',
  shortNames: ['subn'],
  namespaced: false,
  maxNameLength: MAX_SUBNET_NAME,
  description: 'A range of addresses of one VPC that network devices get theirs from.',
  schema: z.object({
    spec: withTransitions(
      withRules(
        z.object({
          vpc: immutable(objectName(MAX_VPC_NAME), 'the VPC of a subnet'),
          cidr: immutable(cidr(), 'the network of a subnet'),
          /** Nodes with an address of the subnet are in that zone, wherever their rack is. */
          networkZone: objectName().optional(),
          gateway: ipAddress().optional(),
          reserved: z.array(addressRange()).max(256).default([]),
          dns: z.array(ipAddress()).max(8).default([]),
          ntp: z.array(ipAddress()).max(8).default([]),
          domain: domainName().optional(),
          /** The lowest; any; or the one that namespace, name and device hash to, so that a node made anew tends to get it again. */
          allocation: z.enum(['Sequential', 'Random', 'Hash']).default('Sequential'),
          quarantine: duration().default('10m'),
        }),
        [gatewayInside],
      ),
      [immutableOptional('domain', 'the domain of a subnet')],
    ),
    status: acceptedStatus.optional(),
  }),
  columns: [
    { name: 'VPC', type: 'string', jsonPath: '.spec.vpc' },
    { name: 'CIDR', type: 'string', jsonPath: '.spec.cidr' },
    { name: 'Gateway', type: 'string', jsonPath: '.spec.gateway' },
    { name: 'Domain', type: 'string', jsonPath: '.spec.domain' },
    ACCEPTED_COLUMN,
    AGE_COLUMN,
  ],
});
export type Subnet = Resource<z.infer<typeof subnet.schema>>;

const claimRef = z.object({
  kind: z.enum(['ComputeNode']),
  namespace: objectName(),
  name: objectName(),
  uid: uid(),
  device: label(64),
});

export const ipAddressKind = defineKind({
  group: INFRA_GROUP,
  kind: 'IPAddress',
  plural: 'ipaddresses',
  shortNames: ['ipaddr'],
  namespaced: false,
  description:
    'One claimed address. Made by Bedplate; its name is its address, so that two nodes can never hold the same.',
  schema: z.object({
    spec: withRules(
      z.object({
        address: immutable(ipAddress(), 'the address'),
        subnet: immutable(objectName(), 'the subnet of an address'),
        claimRef: immutable(claimRef, 'the holder of an address'),
      }),
      [],
    ),
    status: z
      .object({
        phase: z.enum(['Bound', 'Quarantined']).optional(),
        releasedAt: timestamp().nullable().optional(),
      })
      .optional(),
  }),
  columns: [
    { name: 'Address', type: 'string', jsonPath: '.spec.address' },
    { name: 'Subnet', type: 'string', jsonPath: '.spec.subnet' },
    { name: 'Node', type: 'string', jsonPath: '.spec.claimRef.name' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    AGE_COLUMN,
  ],
});
export type IPAddress = Resource<z.infer<typeof ipAddressKind.schema>>;
