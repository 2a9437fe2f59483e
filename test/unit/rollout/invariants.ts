import type { RolloutWorld, Submission } from './world.ts';

const SETTLED = ['Ok', 'Changed', 'StateFailed', 'CompileError', 'PillarError', 'NoTopMatch', 'ModuleError'];
const DONE = ['Ok', 'Changed'];
const SLICE_MS = 120_000;

/** What Salt saw of a rollout, held against its rules, in other words than the engine's. Gives how many jobs were looked at. */
export function check({ submissions, begun, rollout }: RolloutWorld): number {
  const { plan, words } = rollout;
  for (const [index, one] of submissions.entries()) {
    const earlier = submissions.slice(0, index);
    if (one.act === 'apply')
      for (const node of one.nodes)
        neverTwice(
          node,
          earlier,
          words.some(({ act }) => act.startsWith('Retry')),
        );
    if (one.act === 'apply' && one.nodes.length > sizeOf(rollout, one.bucket))
      throw new Error(`${one.bucket} took ${one.nodes.length} nodes at once`);
    const same = earlier.filter(({ bucket, at }) => bucket === one.bucket && at + SLICE_MS > one.at);
    if (same.length > 0) throw new Error(`${one.bucket} had two slices at once`);
  }
  const order = plan.buckets.map(({ name }) => name);
  const first = begun.filter(({ attempt }) => attempt === 1).map(({ bucket }) => bucket);
  const inTurn = order.filter((name) => first.includes(name));
  if (first.join() !== inTurn.join()) throw new Error(`begun out of turn: ${first.join(' ')}`);
  if (plan.rules.dryRun === 'Only' && submissions.some(({ act }) => act !== 'dry-run'))
    throw new Error('it was only to be tried');
  if (rollout.result?.phase === 'Succeeded' && words.length === 0) withinBudgets(rollout);
  return submissions.length;
}

/** Nobody said that failures are to be borne. */
function withinBudgets({ plan, buckets }: RolloutWorld['rollout']): void {
  if (plan.rules.dryRun === 'Only') return;
  const { perBucket, total } = plan.rules.failureBudget;
  const broken = buckets.map(({ counts: { failed, busy, unreachable, lost } }) => failed + busy + unreachable + lost);
  const over = buckets.find(({ nodes }, index) => (broken[index] ?? 0) > share(perBucket, nodes));
  if (over) throw new Error(`it succeeded though ${over.name} had more failures than its budget`);
  const nodes = buckets.reduce((sum, bucket) => sum + bucket.nodes, 0);
  const all = broken.reduce((sum, one) => sum + one, 0);
  if (all > share(total, nodes)) throw new Error(`it succeeded though ${all} nodes failed`);
}

function share(count: number | string, nodes: number): number {
  return typeof count === 'number' ? count : Math.floor((Number(count.slice(0, -1)) / 100) * nodes);
}

/** Once it was done, and once it went wrong unless a person said retry; what was lost is looked at before. */
function neverTwice(node: string, earlier: readonly Submission[], mayRetry: boolean): void {
  const told = earlier.flatMap(({ act, verdicts }) =>
    verdicts.has(node) ? [{ act, verdict: verdicts.get(node) ?? '' }] : [],
  );
  const applied = told.filter(({ act }) => act === 'apply');
  if (applied.some(({ verdict }) => DONE.includes(verdict))) throw new Error(`${node} ran it again though it was done`);
  if (!mayRetry && applied.some(({ verdict }) => SETTLED.includes(verdict)))
    throw new Error(`${node} ran it again though it had failed`);
  const last = told.at(-1);
  const isUnsure = last && ['Lost', 'Unreachable', 'Running'].includes(last.verdict) && last.act === 'apply';
  if (isUnsure) throw new Error(`${node} ran it again though nobody looked whether it had`);
}

function sizeOf({ plan, buckets }: RolloutWorld['rollout'], name: string): number {
  const { maxUnavailable } = plan.rules;
  const nodes = buckets.find((bucket) => bucket.name === name)?.nodes ?? 0;
  if (typeof maxUnavailable === 'number') return maxUnavailable;
  return Math.max(1, Math.floor((Number(maxUnavailable.slice(0, -1)) / 100) * nodes));
}
