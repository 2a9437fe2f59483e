import { selects } from './selector.ts';
import type { Expected, NodeHealth, PoolNode, PoolView } from './view.ts';

/** A node of the pool that nobody deleted: seen, or decided on and not seen yet. */
export interface Member {
  readonly name: string;
  /** Undefined until it was seen: what has no uid can't be deleted. */
  readonly uid?: string;
  readonly createdAt: number;
  readonly health: NodeHealth;
  readonly deleteFirst: boolean;
  readonly revision: string | null;
  /** Of the revision that is wanted. */
  readonly updated: boolean;
}

export interface Census {
  readonly members: readonly Member[];
  /** Being deleted: they hold their machines until they are gone. */
  readonly leaving: readonly { readonly name: string; readonly held: boolean }[];
  /** Nobody's, matching, and to be had; the oldest first. */
  readonly orphans: readonly PoolNode[];
  /** The pool's by label, and no longer selected. */
  readonly misfits: readonly PoolNode[];
  /** Names that a new node can't have. */
  readonly names: ReadonlySet<string>;
  /** What still does not show. */
  readonly expected: readonly Expected[];
}

/** After so long what was decided is taken not to have happened, and decided anew: a repeat does nothing twice. */
export const EXPECTED_MS = 300_000;

/** Who is there, if all that was decided is done. */
export function takeCensus(view: Pick<PoolView, 'pool' | 'target' | 'nodes' | 'taken' | 'memory' | 'now'>): Census {
  const { pool, target, now } = view;
  const nodes = [...view.nodes].sort(byAge);
  const expected = stillExpected(view.memory.expected, nodes, now);
  const deleted = new Set(expected.flatMap((one) => (one.act === 'delete' ? one.uid : [])));
  const released = new Set(expected.flatMap((one) => (one.act === 'release' ? one.uid : [])));
  const adopted = new Map(expected.flatMap((one) => (one.act === 'adopt' ? [[one.uid, one.revision] as const] : [])));
  const isLeaving = (node: PoolNode) => node.deletion !== 'None' || deleted.has(node.uid);
  const isOurs = (node: PoolNode) => (node.owner === pool.uid && !released.has(node.uid)) || adopted.has(node.uid);
  const fits = (node: PoolNode) => selects(pool.selector, node.labels);

  const ours = nodes.filter(isOurs);
  const staying = ours.filter((node) => !isLeaving(node));
  const seen = staying.filter(fits).map((node) => memberOf(node, adopted.get(node.uid) ?? node.revision, target.hash));
  const coming = expected.flatMap((one) => (one.act === 'create' ? memberToCome(one, target.hash) : []));
  return {
    members: [...seen, ...coming].sort(byAge),
    leaving: ours.filter(isLeaving).map(({ name, deletion }) => ({ name, held: deletion === 'Held' })),
    orphans: nodes.filter((node) => node.owner === null && !isOurs(node) && !isLeaving(node) && fits(node)),
    misfits: staying.filter((node) => !fits(node)),
    names: new Set([...view.taken, ...nodes.map(({ name }) => name), ...coming.map(({ name }) => name)]),
    expected,
  };
}

function stillExpected(expected: readonly Expected[], nodes: readonly PoolNode[], now: number): Expected[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const byUid = new Map(nodes.map((node) => [node.uid, node]));
  return expected.filter((one) => {
    if (now >= one.at + EXPECTED_MS) return false;
    switch (one.act) {
      case 'create':
        return !byName.has(one.name);
      case 'delete':
        return byUid.get(one.uid)?.deletion === 'None';
      case 'adopt':
        return byUid.get(one.uid)?.owner === null;
      case 'release':
        return (byUid.get(one.uid)?.owner ?? null) !== null;
    }
  });
}

function memberOf(node: PoolNode, revision: string | null, target: string): Member {
  const { name, uid, createdAt, health, deleteFirst } = node;
  return { name, uid, createdAt, health, deleteFirst, revision, updated: revision === target };
}

function memberToCome({ name, revision, at }: Expected & { act: 'create' }, target: string): Member {
  const health = { state: 'Starting' } as const;
  return { name, createdAt: at, health, deleteFirst: false, revision, updated: revision === target };
}

type Aged = Pick<PoolNode, 'createdAt' | 'name'>;

function byAge(a: Aged, b: Aged): number {
  return a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1);
}

export function isReady({ health }: Pick<Member, 'health'>): boolean {
  return health.state === 'Ready';
}
