import { acceptedCondition } from '../../api/acceptance/verdict.ts';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { NODE_POOL_FINALIZER, PAUSE_ANNOTATION, POOL_REVISION_LABEL } from '../../api/groups.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { nodePool, type NodePool } from '../../api/kinds/node-pool.ts';
import { type ObjectPauses, type Pause, pausesInForce } from '../../api/pauses.ts';
import { acceptPool } from '../../api/pool/acceptance.ts';
import type { PlannedCondition, PoolFigures } from '../../api/pool/plan.ts';
import { planPool } from '../../api/pool/planner.ts';
import { claimantOf, concerns, digestOf } from '../../api/pool/observed-nodes.ts';
import { targetOf, type Undo } from '../../api/pool/revisions.ts';
import { selectorText } from '../../api/pool/selector.ts';
import type { PoolMemory, RevisionRef } from '../../api/pool/view.ts';
import { removeFinalizer } from '../finalizers.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { carryOut, withoutMissed } from './carry-out.ts';
import { forget, keepRevisions, readRevisions } from './revisions.ts';
import { poolView } from './view.ts';

interface PoolKey {
  namespace: string;
  name: string;
  uid: string;
}

export interface PoolQuestion {
  ref: PoolKey;
  /** By command; those that stand in the object are read there. */
  pauses: readonly Pause[];
  memory: PoolMemory;
  undo?: Undo;
  /** What the look before did is not known: the nodes are listed, the memory of them may be behind. */
  fresh: boolean;
}

export type PoolLook =
  /** There is no pool of that uid: which permits nothing. */
  | { outcome: 'absent' }
  /** Its deletion is over. */
  | { outcome: 'gone' }
  | ({ outcome: 'seen' } & SeenPool);

export interface SeenPool extends ObjectPauses {
  generation: number;
  /** Of the status that the pool shows. */
  revision: number;
  deleting: boolean;
  /** What its nodes are to become. */
  target: RevisionRef;
  /** The oldest first; the last is the spec's template. */
  revisions: RevisionRef[];
  selector: string;
  observedNodes: string;
  figures: PoolFigures;
  conditions: readonly SeenCondition[];
  notes: readonly string[];
  memory: PoolMemory;
  nextLookAt: number | null;
}

/** One of the plan, or whether the pool is accepted. */
export type SeenCondition = PlannedCondition | ReturnType<typeof acceptedCondition>;

export interface PoolDeps {
  client: ClusterClient;
  fleet: Pick<Fleet, 'synced' | 'nodesIn' | 'poolsIn' | 'observeNode'>;
  /** Throws when the apiserver can't be relied on to know what was made. */
  requireMemory: () => Promise<void>;
}

/** By then the watch has shown what was changed in between. */
const AGAIN_MS = 500;
const NO_REVISION: RevisionRef = { number: 0, hash: '' };

export function poolActivities({ client, fleet, requireMemory }: PoolDeps) {
  /** One look, one plan, and what it says is done. Safe to repeat at any time. */
  async function reconcile(question: PoolQuestion): Promise<PoolLook> {
    await fleet.synced;
    await requireMemory();
    const { namespace, name, uid } = question.ref;
    const pool = await client.get(nodePool, { namespace, name });
    if (pool?.metadata.uid !== uid) return { outcome: 'absent' };
    const all = question.fresh ? await listed(namespace) : fleet.nodesIn(namespace);
    const look = await act(pool, all, question);
    // Only the apiserver itself may say that none is left.
    if (look !== 'gone') return look;
    const rest = question.fresh ? look : await act(pool, await listed(namespace), question);
    if (rest !== 'gone') return rest;
    await end(pool);
    return { outcome: 'gone' };
  }

  async function listed(namespace: string): Promise<readonly ComputeNode[]> {
    return (await client.list(computeNode, { namespace })).items;
  }

  /**
   * Nodes that were made and don't show are asked for one by one: they may have been deleted before anybody saw them, and
   * then nobody is to wait for them.
   */
  async function confirmed({ ref, memory, fresh }: PoolQuestion, all: readonly ComputeNode[]): Promise<PoolMemory> {
    const names = new Set(all.map(({ metadata }) => metadata.name));
    const made = memory.expected.flatMap((each) => (each.act === 'create' ? each.name : []));
    const hidden = made.filter((name) => !names.has(name));
    const there = await Promise.all(hidden.map((name) => !fresh && isThere({ namespace: ref.namespace, name })));
    return withoutMissed(memory, new Set(hidden.filter((_, index) => !there[index])));
  }

  async function isThere(ref: { namespace: string; name: string }): Promise<boolean> {
    const node = await client.get(computeNode, ref);
    if (node) fleet.observeNode(node);
    return node !== undefined;
  }

  async function act(pool: NodePool, all: readonly ComputeNode[], question: PoolQuestion): Promise<PoolLook | 'gone'> {
    const { undo } = question;
    const memory = await confirmed(question, all);
    const now = Date.now();
    const deleting = pool.metadata.deletionTimestamp !== undefined;
    const others = fleet.poolsIn(pool.metadata.namespace ?? '').map(claimantOf);
    const acceptance = acceptPool(claimantOf(pool), others);
    const nodes = all.filter((node) => concerns(pool, node));
    const known = await readRevisions(client, pool);
    const revisions = deleting ? known : await keepRevisions(client, pool, known, used(nodes, memory, undo));
    const target = revisions.length > 0 ? targetOf(revisions, undo) : NO_REVISION;
    const inObject = pausesIn(pool);
    const pauses = pausesInForce(inObject, question.pauses, now);
    const plan = planPool(poolView(pool, { acceptance, nodes, all, target, pauses, memory, now }));
    const templates = new Map(revisions.map(({ hash, template }) => [hash, template]));
    const missed = await carryOut(
      { client, pool, nodes, templateOf: (hash) => templates.get(hash), observe: fleet.observeNode },
      plan,
    );
    if (plan.gone && missed.size === 0) return 'gone';
    return {
      outcome: 'seen',
      generation: pool.metadata.generation ?? 0,
      revision: pool.status?.revision ?? 0,
      deleting,
      ...inObject,
      target: refOf(target),
      revisions: revisions.map(refOf),
      selector: selectorText(pool.spec.selector),
      observedNodes: digestOf(pool, nodes),
      figures: plan.figures,
      conditions: [acceptedCondition(acceptance), ...plan.conditions],
      notes: plan.notes,
      memory: withoutMissed(plan.memory, missed),
      nextLookAt: missed.size > 0 ? now + AGAIN_MS : plan.nextLookAt,
    };
  }

  async function end(pool: NodePool): Promise<void> {
    await forget(client, await readRevisions(client, pool));
    await removeFinalizer(client, nodePool, pool, NODE_POOL_FINALIZER);
  }

  return { 'pool.reconcile': reconcile };
}

function refOf({ number, hash }: RevisionRef): RevisionRef {
  return { number, hash };
}

/** Revisions that something was made from, or may be soon. */
function used(nodes: readonly ComputeNode[], memory: PoolMemory, undo: Undo | undefined): Set<string> {
  const labels = nodes.map(({ metadata }) => metadata.labels?.[POOL_REVISION_LABEL]);
  return new Set([...labels, memory.settled?.hash, undo?.hash].filter((hash) => hash !== undefined));
}

function pausesIn({ metadata, spec }: NodePool): ObjectPauses {
  const pausedByAnnotation = metadata.annotations?.[PAUSE_ANNOTATION];
  return { pausedBySpec: spec.paused, ...(pausedByAnnotation !== undefined && { pausedByAnnotation }) };
}
