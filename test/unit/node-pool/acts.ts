import { planPool } from '../../../api/pool/planner.ts';
import type { PoolNode, PoolView } from '../../../api/pool/view.ts';
import { aNode, OLD } from './a-pool.ts';

export const rolling = (maxSurge: number | string, maxUnavailable: number | string) =>
  ({ type: 'RollingUpdate', maxSurge, maxUnavailable }) as const;

export const nodes = (count: number, given: Partial<PoolNode> = {}, prefix = 'n') =>
  Array.from({ length: count }, (_, index) => aNode(`${prefix}${index}`, { createdAt: index, ...given }));
export const old = (count: number, given: Partial<PoolNode> = {}) =>
  nodes(count, { revision: OLD.hash, ...given }, 'old');

export const paused: PoolView['pauses'] = [{ source: 'command', by: 'alice', why: 'watching' }];

/** Of a plan the creates, as revisions, and the names of the rest. */
export function acts(view: PoolView) {
  const plan = planPool(view);
  const names = (some: readonly { name: string }[]) => some.map(({ name }) => name);
  return {
    ...(plan.creates.length > 0 && { creates: plan.creates.map(({ revision }) => revision) }),
    ...(plan.deletes.length > 0 && { deletes: names(plan.deletes) }),
    ...(plan.adopts.length > 0 && { adopts: names(plan.adopts) }),
    ...(plan.releases.length > 0 && { releases: names(plan.releases) }),
  };
}

export type Case = [what: string, view: Partial<PoolView>, expected: ReturnType<typeof acts>];
