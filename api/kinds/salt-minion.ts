import { z } from 'zod';
import { SALT_GROUP } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { immutable } from '../schema/rule.ts';
import { label, matching, objectName, text, timestamp } from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

/** What stands on the master under the minion's id. Impostor: a key, and not the one that the install made. */
export const MINION_KEY_STATES = ['Unknown', 'Missing', 'Pending', 'Impostor', 'Accepted', 'Gone'] as const;
export type MinionKeyState = (typeof MINION_KEY_STATES)[number];

export const saltRoles = z
  .array(
    matching(
      label(63),
      /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/,
      'must be letters, digits, "-", "_" and ".", with a letter or a digit at either end',
    ),
  )
  .max(32)
  // The apiserver's part of this is the list type.
  .refine((roles) => new Set(roles).size === roles.length, 'names a role twice')
  .meta({ 'x-kubernetes-list-type': 'set' });

const spec = z.object({
  /** The minion's id, and the name of this object: a node has one minion. */
  computeNode: immutable(objectName(), 'the node of a minion'),
  /** A SaltMaster of the same namespace. */
  master: immutable(objectName(), 'the master of a minion (make another one, and install the node anew)'),
  /** The grain `roles`. */
  roles: saltRoles.default([]),
});

const status = z.object({
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).optional(),
  revision: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  workflow: z.object({ id: label(255), link: text(1024).optional() }).optional(),
  /** Digest of what its key depends on, as it was looked at last: whoever sees something else has news. */
  observed: label(64).optional(),
  key: z.enum(MINION_KEY_STATES).optional(),
  /** Of the key that the install made, as its call-back delivered it. */
  fingerprint: label(128).optional(),
  /** Of the key that stands on the master under this id, where it is another one. */
  presented: label(128).optional(),
  /** The grain as it was set last. */
  roles: z.array(label(63)).max(32).optional(),
  /** The commit that it has, what the last state run made of it, and when it last answered one: to the hour, if nothing else changes. */
  commit: label(64).optional(),
  lastResult: label(63).optional(),
  lastSeen: timestamp().optional(),
  conditions: conditions.optional(),
});
export type SaltMinionStatus = z.infer<typeof status>;

export const saltMinion = defineKind({
  group: SALT_GROUP,
  kind: 'SaltMinion',
  plural: 'saltminions',
  shortNames: ['smin'],
  namespaced: true,
  description: 'The Salt minion of one ComputeNode: which master it belongs to, and its roles.',
  schema: z.object({ spec, status: status.optional() }),
  columns: [
    { name: 'Node', type: 'string', jsonPath: '.spec.computeNode' },
    { name: 'Master', type: 'string', jsonPath: '.spec.master' },
    { name: 'Key', type: 'string', jsonPath: '.status.key' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Commit', type: 'string', jsonPath: '.status.commit' },
    { name: 'Result', type: 'string', jsonPath: '.status.lastResult' },
    { name: 'Seen', type: 'date', jsonPath: '.status.lastSeen' },
    { name: 'Roles', type: 'string', jsonPath: '.spec.roles', priority: 1 },
    { name: 'Message', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message', priority: 1 },
    AGE_COLUMN,
  ],
});
export type SaltMinion = Resource<z.infer<typeof saltMinion.schema>>;
