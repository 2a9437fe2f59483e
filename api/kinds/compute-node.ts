import { z } from 'zod';
import { fixedWidth, parseAddress } from '../addresses.ts';
import { COMPUTE_GROUP } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { labelSelector } from '../schema/label-selector.ts';
import { immutable, immutableOptional, withRules, withTransitions } from '../schema/rule.ts';
import {
  dnsLabel,
  domainName,
  ipAddress,
  isAddress,
  label,
  labelMap,
  matching,
  objectName,
  text,
  timestamp,
} from '../schema/strings.ts';
import { drainHooks } from './drain-hook.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

const sshKey = withRules(
  z.object({
    name: label(63),
    public: matching(
      label(8192),
      /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/=]+( [^'"\\`$\n\r]*)?$/,
      'must be one line of an SSH public key',
    ),
    private: text(65_536).optional(),
    privateSecretRef: z.object({ name: objectName() }).optional(),
  }),
  [
    {
      cel: '!has(self.private)',
      message: 'put private keys into a Secret and name it in privateSecretRef',
      field: 'private',
      holds: (key) => key.private === undefined,
    },
  ],
);

const topologySpread = z.object({
  topologyKey: label(316),
  /** Which nodes of the namespace count; all of them without it. */
  labelSelector: labelSelector.optional(),
  maxSkew: z.int().min(1).max(1000).default(1),
  whenUnsatisfiable: z.enum(['DoNotSchedule', 'ScheduleAnyway']).default('DoNotSchedule'),
});

/** Other ComputeNodes, and the domain in which they are to be near or far. */
const affinityTerm = z.object({
  labelSelector,
  topologyKey: label(316),
  /** The node's own namespace without it. */
  namespaces: z.array(label(63)).max(32).optional(),
});
export type AffinityTerm = z.infer<typeof affinityTerm>;

const affinityTerms = z.object({
  requiredDuringSchedulingIgnoredDuringExecution: z.array(affinityTerm).max(8).optional(),
  preferredDuringSchedulingIgnoredDuringExecution: z
    .array(z.object({ weight: z.int().min(1).max(100), nodeAffinityTerm: affinityTerm }))
    .max(8)
    .optional(),
});

const toleration = z.object({
  key: label(316).optional(),
  operator: z.enum(['Exists', 'Equal']).default('Equal'),
  value: z.string().max(63).optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule']).optional(),
});

const addressRequests = withRules(z.array(z.object({ device: label(64), address: ipAddress() })).max(32), [
  {
    cel: 'self.all(a, !isIP(a.address) || self.exists_one(b, isIP(b.address) && ip(a.address) == ip(b.address)))',
    message: 'asks for one address twice',
    holds: (requests) => isUnique(requests, ({ address }) => fixedWidth(address)),
  },
  {
    cel: 'self.all(a, !isIP(a.address) || self.exists_one(b, a.device == b.device && isIP(b.address) && ip(a.address).family() == ip(b.address).family()))',
    message: 'asks for two addresses of one family for one device, which gets one of each',
    holds: (requests) => isUnique(requests, ({ device, address }) => `${parseAddress(address).family} ${device}`),
  },
]);

/** What is no address is told by its own rule. */
function isUnique<T extends { address: string }>(requests: readonly T[], keyOf: (request: T) => string): boolean {
  const keys = requests.filter(({ address }) => isAddress(address)).map(keyOf);
  return new Set(keys).size === keys.length;
}

const probe = z.object({ tcp: z.object({ port: z.int().min(1).max(65_535) }) });

/** What several nodes may have in common. */
const shared = {
  nodeSelector: labelMap().optional(),
  affinity: z.object({ nodeAffinity: affinityTerms.optional(), nodeAntiAffinity: affinityTerms.optional() }).optional(),
  topologySpread: z.array(topologySpread).max(8).optional(),
  tolerations: z.array(toleration).max(32).optional(),
  sshKeys: z.array(sshKey).max(64).default([]),
  /** Called before its machine is taken away from under what runs there: by a deletion, or by an operation. */
  drain: drainHooks.optional(),
  deletionPolicy: z.enum(['Wipe', 'Retain']).default('Wipe'),
  probes: z
    .object({ readiness: z.array(probe).max(8).default([]), liveness: z.array(probe).max(8).default([]) })
    .optional(),
};

/** The spec of a node without what only one node can have. What can't be changed in a node can be changed in its template. */
export const nodeTemplateSpec = z.object({
  provider: objectName(),
  flavor: objectName(),
  osImage: z.object({ name: objectName() }),
  ...shared,
});

const spec = withTransitions(
  z.object({
    provider: immutable(objectName(), 'the provider of a node'),
    flavor: immutable(objectName(), 'the flavor of a node'),
    osImage: immutable(z.object({ name: objectName() }), 'the OS image of a node (reinstalling is an operation)'),
    ...shared,
    hostname: dnsLabel().optional(),
    assetName: z.string().max(253).optional(),
    /** The node takes over a machine that runs as this host. It is never installed. */
    adopt: z.object({ host: domainName() }).optional(),
    addresses: addressRequests.optional(),
    paused: z.boolean().default(false),
  }),
  [immutableOptional('hostname', 'the hostname of a node'), immutableOptional('adopt', 'what a node adopts')],
);

export const STEP_STATES = ['Pending', 'Running', 'Retrying', 'Done', 'Failed', 'Undoing', 'Undone'] as const;

/** Who holds an object, and why. */
export const pauses = z
  .array(
    z.object({
      source: z.enum(['spec', 'annotation', 'command']),
      by: text(253),
      why: text(1024),
      since: timestamp(),
      until: timestamp().nullable().optional(),
    }),
  )
  .max(16);
export type ShownPause = z.infer<typeof pauses>[number];

const status = z.object({
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).default(-1),
  revision: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  phase: label(64).optional(),
  assetRef: z.object({ name: objectName() }).nullable().optional(),
  addresses: z
    .array(z.object({ type: z.enum(['InternalIP', 'Hostname']), address: label(253) }))
    .max(64)
    .optional(),
  sshHostKey: text(8192).optional(),
  workflow: z.object({ id: label(255), link: text(1024).optional() }).optional(),
  steps: z
    .array(
      z.object({
        name: label(63),
        state: z.enum(STEP_STATES),
        startedAt: timestamp().optional(),
        finishedAt: timestamp().optional(),
        attempts: z.int().min(0).max(1_000_000).optional(),
        message: text(2048).optional(),
      }),
    )
    .max(64)
    .optional(),
  pauses: pauses.optional(),
  waitsFor: z
    .array(z.object({ kind: label(63), name: label(253) }))
    .max(64)
    .optional(),
  history: z
    .array(
      z.object({
        operation: label(63),
        result: label(63),
        startedAt: timestamp(),
        finishedAt: timestamp().optional(),
        by: text(253).optional(),
        message: text(1024).optional(),
      }),
    )
    .max(10)
    .optional(),
  conditions: conditions.optional(),
});
export type ComputeNodeStatus = z.infer<typeof status>;

export const computeNode = defineKind({
  group: COMPUTE_GROUP,
  kind: 'ComputeNode',
  plural: 'computenodes',
  shortNames: ['cn'],
  namespaced: true,
  description: 'A machine that somebody wants: Bedplate finds an asset for it, installs it and keeps it.',
  schema: z.object({ spec, status: status.default({ observedGeneration: -1 }) }),
  columns: [
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Asset', type: 'string', jsonPath: '.status.assetRef.name' },
    { name: 'Address', type: 'string', jsonPath: '.status.addresses[?(@.type=="InternalIP")].address' },
    { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason' },
    {
      name: 'Message',
      type: 'string',
      jsonPath: '.status.conditions[?(@.type=="Ready")].message',
      priority: 1,
    },
    AGE_COLUMN,
  ],
});
export type ComputeNode = Resource<z.infer<typeof computeNode.schema>>;
