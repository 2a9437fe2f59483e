import { z } from 'zod';
import { INFRA_GROUP } from '../groups.ts';
import { MAX_SUBNET_NAME, MAX_VPC_NAME } from '../names.ts';
import { conditions } from '../schema/conditions.ts';
import { immutable, immutableOptional, withRules, withTransitions } from '../schema/rule.ts';
import {
  addressRange,
  cidr,
  domainName,
  duration,
  ipAddress,
  label,
  objectName,
  timestamp,
  uid,
} from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

const acceptedStatus = z.object({ conditions: conditions.optional() });

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
  columns: [{ name: 'CIDRs', type: 'string', jsonPath: '.spec.cidrs' }, AGE_COLUMN],
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
      subnets: z.array(objectName()).max(32).default([]),
    }),
    status: acceptedStatus.optional(),
  }),
  columns: [
    { name: 'VLAN', type: 'integer', jsonPath: '.spec.vlan' },
    { name: 'Subnets', type: 'string', jsonPath: '.spec.subnets' },
    AGE_COLUMN,
  ],
});
export type L2Domain = Resource<z.infer<typeof l2Domain.schema>>;

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
      z.object({
        vpc: immutable(objectName(MAX_VPC_NAME), 'the VPC of a subnet'),
        cidr: immutable(cidr(), 'the network of a subnet'),
        gateway: ipAddress().optional(),
        reserved: z.array(addressRange()).max(256).default([]),
        dns: z.array(ipAddress()).max(8).default([]),
        ntp: z.array(ipAddress()).max(8).default([]),
        domain: domainName().optional(),
        /** The lowest; any; or the one that namespace, name and device hash to, so that a node made anew tends to get it again. */
        allocation: z.enum(['Sequential', 'Random', 'Hash']).default('Sequential'),
        quarantine: duration().default('10m'),
      }),
      [immutableOptional('domain', 'the domain of a subnet')],
    ),
    status: acceptedStatus.optional(),
  }),
  columns: [
    { name: 'VPC', type: 'string', jsonPath: '.spec.vpc' },
    { name: 'CIDR', type: 'string', jsonPath: '.spec.cidr' },
    { name: 'Gateway', type: 'string', jsonPath: '.spec.gateway' },
    { name: 'Domain', type: 'string', jsonPath: '.spec.domain' },
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
