import type { PoolPlan } from '../../../api/pool/plan.ts';
import { planPool } from '../../../api/pool/planner.ts';
import { type PoolRevision, recordRevision, revisionHash, targetOf, type Undo } from '../../../api/pool/revisions.ts';
import { NO_MEMORY, type Pool, type PoolMemory, type PoolNode, type PoolPause } from '../../../api/pool/view.ts';
import type { Shuffle } from '../shuffled.ts';

export const MINUTE = 60_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** A ComputeNode as the datacenter has it. */
export type SimulatedNode = Mutable<PoolNode> & { readyAt: number; goneAt?: number };

/** Puts things into some order; always the same for the same world. */

/** A datacenter with one pool: nodes take their time to be installed and taken down, and everything else is done at once. */
export class PoolWorld {
  now = 0;
  nodes: SimulatedNode[] = [];
  pool: Pool;
  template = 'first';
  revisions: PoolRevision<string>[] = [];
  undo: Undo | undefined;
  pauses: PoolPause[] = [];
  memory: PoolMemory = NO_MEMORY;
  /** Names of nodes that don't come further, and why. */
  readonly stuck = new Map<string, string>();
  installs = 30 * MINUTE;
  takesDown = 20 * MINUTE;
  /** So many deletions are let through; what goes beyond is held. */
  fuse = Number.POSITIVE_INFINITY;
  /** What the pool sees of the nodes: a cache may be behind. */
  seen: () => readonly SimulatedNode[] = () => this.nodes;
  private born = 0;
  private readonly shuffle: Shuffle;

  constructor(pool: Pool, shuffle: Shuffle = (items) => [...items]) {
    this.pool = pool;
    this.shuffle = shuffle;
  }

  /** What happens by itself until `now`. */
  pass(ms: number): void {
    this.now += ms;
    for (const node of this.shuffle(this.nodes)) {
      if (node.goneAt !== undefined && this.now >= node.goneAt) this.nodes = this.nodes.filter((one) => one !== node);
      const why = this.stuck.get(node.name);
      if (node.health.state === 'Starting' && this.now >= node.readyAt)
        node.health = why === undefined ? { state: 'Ready' } : { state: 'Stalled', why };
      if (node.health.state === 'Stalled' && why === undefined) node.health = { state: 'Ready' };
    }
  }

  /** One look of the pool's workflow, and what it leads to. */
  look(batch = 100): PoolPlan {
    const plan = this.plan(batch);
    this.memory = plan.memory;
    for (const act of this.shuffle(plan.releases)) Object.assign(this.byUid(act.uid), { owner: null, revision: null });
    for (const act of this.shuffle(plan.adopts))
      Object.assign(this.byUid(act.uid), { owner: this.pool.uid, revision: act.revision });
    for (const act of this.shuffle(plan.deletes)) this.remove(this.byUid(act.uid));
    for (const { name, revision } of plan.creates) this.add(name, { revision, owner: this.pool.uid });
    return plan;
  }

  plan(batch = 100): PoolPlan {
    const { pool, template, pauses, memory, now } = this;
    const used = new Set(this.nodes.flatMap(({ revision }) => revision ?? []));
    this.revisions = recordRevision(
      this.revisions,
      { hash: revisionHash(template), template },
      { limit: 10, used, now },
    );
    const target = targetOf(this.revisions, this.undo);
    const nodes = this.shuffle(this.seen()).map((node) => ({ ...node }));
    return planPool({ pool, target, nodes, taken: [], pauses, memory, now, batch });
  }

  add(name: string, given: Partial<SimulatedNode>): SimulatedNode {
    if (this.nodes.some((node) => node.name === name)) throw new Error(`There is a node ${name} already.`);
    const node: SimulatedNode = {
      name,
      uid: `uid-${this.born++}`,
      createdAt: this.now,
      labels: this.pool.selector,
      owner: null,
      revision: null,
      health: { state: 'Starting' },
      deletion: 'None',
      deleteFirst: false,
      readyAt: this.now + this.installs,
      ...given,
    };
    this.nodes.push(node);
    return node;
  }

  /** As somebody does by hand, or the pool. */
  remove(node: SimulatedNode): void {
    if (node.deletion !== 'None') return;
    node.deletion = this.fuse-- > 0 ? 'Deleting' : 'Held';
    if (node.deletion === 'Deleting') node.goneAt = this.now + this.takesDown;
  }

  confirmHeld(): void {
    for (const node of this.nodes) {
      if (node.deletion !== 'Held') continue;
      node.deletion = 'Deleting';
      node.goneAt = this.now + this.takesDown;
    }
  }

  numberOf(hash: string | null): string {
    return String(this.revisions.find((revision) => revision.hash === hash)?.number ?? '?');
  }

  private byUid(uid: string): SimulatedNode {
    const node = this.nodes.find((one) => one.uid === uid);
    if (!node) throw new Error(`There is no node with uid ${uid}.`);
    return node;
  }
}
