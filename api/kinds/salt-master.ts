import { z } from 'zod';
import { SALT_GROUP } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { gitBranch, gitCommit, gitPath, gitUrl } from '../schema/git.ts';
import { immutableOptional, withRules, withTransitions } from '../schema/rule.ts';
import { duration, httpUrl, label, matching, objectName, text } from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

/** Of the object's own namespace. */
const localSecret = z.object({ name: objectName() });

/** A commit, or a branch and with it whatever it leads to. */
export const saltRevision = withRules(z.object({ commit: gitCommit().optional(), branch: gitBranch().optional() }), [
  {
    cel: 'has(self.commit) != has(self.branch)',
    message: 'a revision is exactly one of commit or branch',
    holds: ({ commit, branch }) => (commit === undefined) !== (branch === undefined),
  },
]);
export type SaltRevision = z.infer<typeof saltRevision>;

const repo = z.object({
  url: gitUrl(),
  /** Where the states stand in it; its root without it. */
  path: gitPath().optional(),
  /** Where the pillar stands in it; there is none without it. */
  pillarPath: gitPath().optional(),
  /** Keys `username` and `password`, or `ssh-privatekey` and perhaps `known_hosts`. */
  credentialsSecretRef: localSecret.optional(),
});
export type SaltRepo = z.infer<typeof repo>;

const spec = withRules(
  withTransitions(
    z.object({
      /** The node that becomes the master: its install sets it up. */
      computeNode: objectName().optional(),
      /** The master exists already, and has Bedplate's runner module. */
      external: z.boolean().default(false),
      /** How minions reach it; the host of api.url without it. */
      address: matching(label(253), /^[A-Za-z0-9.:-]+$/, 'must be a host name or an address').optional(),
      repo,
      revision: saltRevision,
      /** Of Salt's packages, for it and for its minions; the repositories of their images have them without it. */
      packagesUrl: httpUrl().optional(),
      /** How often is looked where a branch leads. */
      pollInterval: duration().default('1m'),
      api: z.object({
        url: httpUrl(),
        /** Keys `username` and `password`. */
        credentialsSecretRef: localSecret,
        eauth: matching(label(32), /^[a-z0-9_]+$/, "must be the name of one of Salt's eauth modules").default(
          'sharedsecret',
        ),
        /** Keys `tls.crt` and `tls.key`, for a master that is set up here and whose url is https. */
        tlsSecretRef: localSecret.optional(),
      }),
    }),
    [immutableOptional('computeNode', 'the node of a master')],
  ),
  [
    {
      cel: 'has(self.computeNode) != self.external',
      message: 'a master is exactly one of computeNode or external: true',
      holds: ({ computeNode, external }) => (computeNode !== undefined) !== external,
    },
    {
      cel: "self.external || self.api.eauth == 'sharedsecret'",
      message: 'a master that is set up here knows the eauth module sharedsecret alone',
      field: 'api.eauth',
      holds: ({ external, api }) => external || api.eauth === 'sharedsecret',
    },
  ],
);

const status = z.object({
  observedGeneration: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).optional(),
  revision: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  workflow: z.object({ id: label(255), link: text(1024).optional() }).optional(),
  /** Digest of what it depends on, as it was looked at last: whoever sees something else has news. */
  observed: label(64).optional(),
  /** What spec.revision leads to. */
  commit: label(64).optional(),
  /** States and pillar of each of them are there for whoever asks for it. */
  servedCommits: z.array(label(64)).max(64).optional(),
  minions: z.object({ accepted: count(), pending: count() }).optional(),
  conditions: conditions.optional(),
});
export type SaltMasterStatus = z.infer<typeof status>;

function count() {
  return z.int().min(0).max(1_000_000);
}

export const saltMaster = defineKind({
  group: SALT_GROUP,
  kind: 'SaltMaster',
  plural: 'saltmasters',
  shortNames: ['smaster'],
  namespaced: true,
  description: 'A Salt master that serves states and pillar of exactly the commits that it is asked for.',
  schema: z.object({ spec, status: status.optional() }),
  columns: [
    { name: 'Node', type: 'string', jsonPath: '.spec.computeNode' },
    { name: 'Commit', type: 'string', jsonPath: '.status.commit' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason' },
    { name: 'Compiles', type: 'string', jsonPath: '.status.conditions[?(@.type=="StatesCompile")].status' },
    { name: 'Branch', type: 'string', jsonPath: '.spec.revision.branch', priority: 1 },
    { name: 'Message', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message', priority: 1 },
    AGE_COLUMN,
  ],
});
export type SaltMaster = Resource<z.infer<typeof saltMaster.schema>>;
