import { z } from 'zod';
import { COMPUTE_GROUP } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { withRules } from '../schema/rule.ts';
import { duration, httpUrl, label, text, timestamp } from '../schema/strings.ts';
import { secretRef } from './compute-asset.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

/** How many machines may install at once where nothing is said. */
export const DEFAULT_CONCURRENT_INSTALLS = 50;

const native = z.object({
  foreman: z.object({
    url: httpUrl(),
    credentialsSecretRef: secretRef,
    organization: label(128),
    location: label(128),
  }),
  cmdb: z.object({ type: z.enum(['nautobot']), url: httpUrl(), credentialsSecretRef: secretRef }),
  /** Who chooses addresses: we, or the CMDB. That no two nodes have the same is seen to by IPAddress objects in either case. */
  ipam: z.object({ type: z.enum(['cluster', 'nautobot']).default('cluster') }).optional(),
  dns: z.object({
    type: z.enum(['powerdns']),
    url: httpUrl(),
    credentialsSecretRef: secretRef,
    ttl: z.int().min(1).max(604_800).default(300),
  }),
  probes: z.object({ ssh: z.boolean().default(true), proxy: httpUrl().nullable().optional() }).default({ ssh: true }),
  timeouts: z
    .object({ install: duration().default('90m'), powerOff: duration().default('10m'), wipe: duration().default('4h') })
    .default({ install: '90m', powerOff: '10m', wipe: '4h' }),
  installAttempts: z.int().min(1).max(10).default(3),
  maxConcurrentInstalls: z.int().min(1).max(10_000).default(DEFAULT_CONCURRENT_INSTALLS),
});
/** What the provider's chain found out at its last look. */
const status = z.object({
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).optional(),
  revision: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  systems: z
    .array(
      z.object({
        name: label(63),
        state: z.enum(['Available', 'Unavailable', 'Unknown']),
        reason: label(64),
        message: text(2048),
        since: timestamp(),
      }),
    )
    .max(16)
    // The apiserver's part of this is the list type.
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names a system twice')
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] })
    .optional(),
  conditions: conditions.optional(),
});
export type ComputeProviderStatus = z.infer<typeof status>;

export type NativeProvider = z.infer<typeof native>;

/** Spread: the emptiest rack first. Pack: the fullest first. */
const scheduling = z.object({
  strategy: z.enum(['Spread', 'Pack']).default('Spread'),
  /** Free assets of each rack that no node is given, unless it names one. */
  sparePerRack: z.int().min(0).max(100).default(0),
});
export type Scheduling = z.infer<typeof scheduling>;

export const computeProvider = defineKind({
  group: COMPUTE_GROUP,
  kind: 'ComputeProvider',
  plural: 'computeproviders',
  shortNames: ['provider'],
  namespaced: false,
  description: 'Where nodes come from, and the systems that take part in making one.',
  schema: z.object({
    spec: withRules(
      z.object({
        type: z.enum(['native']),
        native: native.optional(),
        allowedNamespaces: z.array(label(63)).max(256).default(['*']),
        scheduling: scheduling.default({ strategy: 'Spread', sparePerRack: 0 }),
      }),
      [
        {
          cel: "self.type != 'native' || has(self.native)",
          message: 'a provider of type native needs native (its foreman, cmdb and dns)',
          field: 'native',
          holds: (spec) => spec.type !== 'native' || spec.native !== undefined,
        },
      ],
    ),
    status: status.optional(),
  }),
  columns: [
    { name: 'Type', type: 'string', jsonPath: '.spec.type' },
    { name: 'Available', type: 'string', jsonPath: '.status.conditions[?(@.type=="Available")].status' },
    { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Available")].reason' },
    {
      name: 'Message',
      type: 'string',
      jsonPath: '.status.conditions[?(@.type=="Available")].message',
      priority: 1,
    },
    AGE_COLUMN,
  ],
});
export type ComputeProvider = Resource<z.infer<typeof computeProvider.schema>>;
