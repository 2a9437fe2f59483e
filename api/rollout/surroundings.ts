import { POOL_LABEL, RENEWED_LABEL } from '../groups.ts';
import type { ComputeNode } from '../kinds/compute-node.ts';
import type { SaltDeployment } from '../kinds/salt-deployment.ts';
import type { SaltMaster } from '../kinds/salt-master.ts';
import type { SaltMinion } from '../kinds/salt-minion.ts';
import { digest } from '../pool/digest.ts';
import { goodCommitOf } from './good-commit.ts';

/** What a deployment goes by, besides itself. */
export interface Surroundings {
  /** Of its pool; those that are on their way out are none of them. */
  nodes: readonly ComputeNode[];
  /** By name of the node. */
  minions: ReadonlyMap<string, SaltMinion>;
  master: SaltMaster | undefined;
  /** All of its namespace. */
  masters: readonly SaltMaster[];
  /** Those of `dependsOn` that exist. */
  dependencies: readonly SaltDeployment[];
}

type DeploymentLike = Pick<SaltDeployment, 'metadata' | 'spec'>;

/** Objects of the deployment's namespace in, what concerns it out. */
export function surroundingsOf(
  { spec }: DeploymentLike,
  all: {
    nodes: readonly ComputeNode[];
    minions: readonly SaltMinion[];
    masters: readonly SaltMaster[];
    deployments: readonly SaltDeployment[];
  },
): Surroundings {
  const isOurs = ({ metadata }: ComputeNode) =>
    metadata.labels?.[POOL_LABEL] === spec.nodePool && metadata.deletionTimestamp === undefined;
  return {
    nodes: all.nodes.filter(isOurs),
    minions: new Map(all.minions.map((minion) => [minion.spec.computeNode, minion])),
    masters: all.masters,
    master: all.masters.find(({ metadata }) => metadata.name === spec.saltMaster),
    dependencies: all.deployments.filter(({ metadata }) => spec.dependsOn.includes(metadata.name)),
  };
}

/** Its machine was installed anew, and no commit was brought to it since. */
export function isRenewed(minion: SaltMinion | undefined): boolean {
  return minion?.metadata.labels?.[RENEWED_LABEL] !== undefined;
}

export function hasCommit(minion: SaltMinion | undefined, commit: string): boolean {
  return minion?.status?.commit === commit && !isRenewed(minion);
}

/**
 * Where a node stands: Known: its master has accepted its key. Coming: it will, by all that is seen. Away: there is
 * nothing to wait for.
 */
export type Standing = 'Known' | 'Coming' | 'Away';

/** A minion calls its master within minutes of its first boot, or not at all. */
const CALLS_WITHIN_MS = 900_000;

export function standingOf(node: ComputeNode, minion: SaltMinion | undefined, now: number): Standing {
  if (minion?.status?.key === 'Accepted') return 'Known';
  const provisioned = conditionOf(node, 'Provisioned');
  if (provisioned?.status !== 'True') return conditionOf(node, 'Stalled')?.status === 'True' ? 'Away' : 'Coming';
  return now - Date.parse(provisioned.lastTransitionTime) < CALLS_WITHIN_MS ? 'Coming' : 'Away';
}

/** Stands for all of it, in any order: whoever sees another digest than the one in the status has news. */
export function surroundingsDigest({ nodes, minions, master, dependencies }: Surroundings): string {
  const parts = [
    ...nodes.map((node) => {
      const { uid = '', name } = node.metadata;
      const stands = ['Provisioned', 'Stalled'].map((type) => conditionOf(node, type)?.status);
      const { metadata, status } = minions.get(name) ?? {};
      return [uid, ...stands, metadata?.uid, status?.key, ...(isRenewed(minions.get(name)) ? ['renewed'] : [])].join(
        ' ',
      );
    }),
    ...dependencies.map(({ metadata }) => `${metadata.uid} ${goodCommitOf(metadata)}`),
    `${master?.metadata.uid} ${master?.status?.commit}`,
  ];
  return digest(parts.sort().join('\n'), 10);
}

function conditionOf({ status }: ComputeNode, wanted: string) {
  return status.conditions?.find(({ type }) => type === wanted);
}
