import type { ClusterClient } from '../../api/cluster/index.ts';
import { parseDuration } from '../../api/duration.ts';
import { PAUSE_ANNOTATION } from '../../api/groups.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { saltDeployment, type SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import { canonical, digest } from '../../api/pool/digest.ts';
import { type Behind, behindOf } from '../../api/rollout/behind.ts';
import { ownBucketOf } from '../../api/rollout/buckets.ts';
import { goodCommitOf } from '../../api/rollout/good-commit.ts';
import type { JoinedNode } from '../../api/rollout/joined.ts';
import {
  isRenewed,
  standingOf,
  type Surroundings,
  surroundingsDigest,
  surroundingsOf,
} from '../../api/rollout/surroundings.ts';
import { Failure } from '../failure.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { OpenMaster } from '../salt/masters.ts';
import { forgetOld } from './forget-old.ts';
import type { DeploymentKey, DeploymentLook, Wanted } from './look.ts';
import { makeMasters } from './make-masters.ts';
import { makeMinions } from './make-minions.ts';
import { markGood } from './mark-good.ts';
import { repositoryOf } from './repository.ts';
import { rolloutNodeOf } from './rollout-node.ts';

export interface DeploymentDeps {
  client: ClusterClient;
  fleet: Pick<Fleet, 'synced' | 'nodesIn' | 'topologyOf'>;
  salt: OpenMaster;
}

interface DeploymentQuestion {
  ref: DeploymentKey;
  /** The good commit, and the transaction that was begun last. */
  good?: string;
  last?: string;
  /** Nodes that came since, which it was told of. */
  told?: string[];
  /** Turns that nodes had at the good commit, whatever came of them. */
  tried?: string[];
  /** It has not ended yet. */
  underWay: boolean;
}

const MOST_AT_ONCE = 50;
const NOBODY: Behind = { behind: [], renewed: {} };
const SLOW_LOOK_MS = 3_600_000;
/** While nodes are on their way: some may turn out not to come. */
const COMING_LOOK_MS = 60_000;

export function deploymentActivities({ client, fleet, salt }: DeploymentDeps) {
  async function surroundings(deployment: SaltDeployment): Promise<Surroundings> {
    const { namespace = '' } = deployment.metadata;
    const [minions, masters, deployments] = await Promise.all([
      client.list(saltMinion, { namespace }),
      client.list(saltMaster, { namespace }),
      client.list(saltDeployment, { namespace }),
    ]);
    return surroundingsOf(deployment, {
      nodes: fleet.nodesIn(namespace),
      minions: minions.items,
      masters: masters.items,
      deployments: deployments.items,
    });
  }

  async function wantedBy({ metadata, spec }: SaltDeployment, { master }: Surroundings): Promise<Wanted> {
    const { commit, branch = '' } = spec.revision;
    if (commit !== undefined) return { commit };
    const { namespace = '' } = metadata;
    if (!master) return { reason: 'NotFound', why: `there is no SaltMaster ${namespace}/${spec.saltMaster}` };
    try {
      const port = await salt({ namespace, name: spec.saltMaster });
      return { commit: await port.resolve(repositoryOf(master), branch) };
    } catch (error) {
      // A branch that is not there is for a person to mend; a master that does not answer is asked again.
      if (!(error instanceof Failure) || error.retryable) throw error;
      return { reason: error.type === 'NotFound' ? 'NotFound' : 'InvalidInput', why: error.message };
    }
  }

  /**
   * Nodes of the last transaction are its own matter, whatever became of them; these came later. A machine that was installed
   * anew comes again, once the rollout that may still have a turn for it is over.
   */
  function newcomers(
    { nodes, minions }: Surroundings,
    last: SaltTransaction | undefined,
    { told = [], underWay }: Pick<DeploymentQuestion, 'told' | 'underWay'>,
  ) {
    const members = new Set([...(last?.spec.buckets.flatMap(({ members }) => members) ?? []), ...told]);
    const now = Date.now();
    return nodes.filter((node) => {
      const { name } = node.metadata;
      const minion = minions.get(name);
      const came = !members.has(name) || (!underWay && isRenewed(minion));
      return came && standingOf(node, minion, now) === 'Known';
    });
  }

  function joinedOf(nodes: readonly ComputeNode[], { spec }: SaltTransaction): JoinedNode[] {
    return nodes.map((node) => {
      const { name } = node.metadata;
      return { name, bucket: ownBucketOf(rolloutNodeOf(node, fleet), spec.strategy) };
    });
  }

  return {
    /** One look; every node of the pool gets its SaltMinion in it, and the deployment the mark of its good commit. Safe to repeat at any time. */
    async 'rollout.look'(question: DeploymentQuestion): Promise<DeploymentLook> {
      await fleet.synced;
      const { ref, good, last, tried = [] } = question;
      const { namespace, name, uid } = ref;
      const deployment = await client.get(saltDeployment, { namespace, name });
      if (deployment?.metadata.uid !== uid) return { outcome: 'absent' };
      const { metadata, spec, status } = deployment;
      const around = await surroundings(deployment);
      const deleting = metadata.deletionTimestamp !== undefined;
      if (!deleting) await makeMinions(client, deployment, around);
      if (good !== undefined) await markGood(client, deployment, good);
      // Only who began the last one knows which it is.
      if (last !== undefined) await forgetOld(client, deployment, last);
      const transaction = last === undefined ? undefined : await client.get(saltTransaction, { namespace, name: last });
      const late = newcomers(around, transaction, question);
      const wanted = await wantedBy(deployment, around);
      if (!deleting && spec.type === 'Master')
        await makeMasters(client, deployment, around, good ?? ('commit' in wanted ? wanted.commit : undefined));
      const now = Date.now();
      const standings = around.nodes.map((node) => standingOf(node, around.minions.get(node.metadata.name), now));
      const known = standings.filter((standing) => standing === 'Known').length;
      const coming = standings.filter((standing) => standing === 'Coming').length;
      const pausedByAnnotation = metadata.annotations?.[PAUSE_ANNOTATION];
      return {
        outcome: 'seen',
        generation: metadata.generation ?? 0,
        revision: status?.revision ?? 0,
        deleting,
        pausedBySpec: spec.paused,
        ...(pausedByAnnotation !== undefined && { pausedByAnnotation }),
        wanted,
        content: digest(canonical([spec.roles, spec.states]), 10),
        manner: digest(canonical(mannerOf(spec)), 10),
        onlyTried: spec.dryRun === 'Only',
        master: spec.saltMaster,
        states: spec.states,
        blockers: 'commit' in wanted ? blockersOf(deployment, around, wanted.commit) : [],
        nodes: around.nodes.length,
        minions: known,
        coming,
        ...(good === undefined ? NOBODY : behindOf(late.map(nameOf), around.minions, good, tried)),
        ...(transaction && { joined: joinedOf(late.slice(0, MOST_AT_ONCE), transaction) }),
        surroundings: surroundingsDigest(around),
        nextLookMs: nextLookMs(deployment, around, coming),
      };
    },
  };
}

const nameOf = ({ metadata }: ComputeNode) => metadata.name;

/** Not the commit, and not what is a matter of the moment: pauses, windows and freezes hold for what is under way, too. */
function mannerOf(spec: SaltDeployment['spec']): object {
  const { revision: _r, paused: _p, historyLimit: _h, windows: _w, freezes: _f, dependsOn: _d, ...manner } = spec;
  return manner;
}

/** Deployments that have to be good at the commit first, by what stands on them: not by what they show. */
function blockersOf({ spec }: SaltDeployment, { dependencies }: Surroundings, commit: string): string[] {
  const byName = new Map(dependencies.map((each) => [each.metadata.name, each]));
  return spec.dependsOn.flatMap((name) => {
    const dependency = byName.get(name);
    if (!dependency) return [`there is no SaltDeployment ${name}, which it depends on`];
    const good = goodCommitOf(dependency.metadata);
    if (good === commit) return [];
    const stands = good === undefined ? 'it has succeeded at none yet' : `it is at ${good}`;
    return [`SaltDeployment ${name} has to succeed at ${commit} first; ${stands}`];
  });
}

function nextLookMs({ spec }: SaltDeployment, { master }: Surroundings, coming: number): number {
  if (spec.revision.branch !== undefined) return parseDuration(master?.spec.pollInterval ?? '1m');
  return coming > 0 ? COMING_LOOK_MS : SLOW_LOOK_MS;
}
