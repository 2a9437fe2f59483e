import { NO_MEMORY, type Pool, type PoolNode, type PoolView } from '../../../api/pool/view.ts';

export const LABELS = { role: 'web' };
export const OLD = { number: 1, hash: 'old' };
export const NEW = { number: 2, hash: 'new' };

export function aPool(given: Partial<Pool> = {}): Pool {
  return {
    name: 'web',
    uid: 'pool-uid',
    replicas: 3,
    selector: LABELS,
    prefix: 'web-',
    strategy: { type: 'OnDelete' },
    progressDeadlineMs: 7_200_000,
    ...given,
  };
}

/** A Ready one of the pool, of the wanted revision. */
export function aNode(name: string, given: Partial<PoolNode> = {}): PoolNode {
  return {
    name,
    uid: `uid-${name}`,
    createdAt: 0,
    labels: LABELS,
    owner: 'pool-uid',
    revision: NEW.hash,
    health: { state: 'Ready' },
    deletion: 'None',
    deleteFirst: false,
    ...given,
  };
}

export function aView(given: Partial<PoolView> = {}): PoolView {
  return {
    pool: aPool(),
    target: NEW,
    nodes: [],
    taken: [],
    pauses: [],
    memory: NO_MEMORY,
    now: 1_000_000,
    batch: 100,
    ...given,
  };
}
