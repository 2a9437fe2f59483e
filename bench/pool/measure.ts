import { computeNode } from '../../api/kinds/compute-node.ts';
import { nodePool } from '../../api/kinds/node-pool.ts';
import { eachAtOnce } from '../../api/at-once.ts';
import { chainRuns } from '../measure/chain-history.ts';
import { applyDatacenter, AT_ONCE, deleteAll, nodeObjects, provisionAll } from '../provision/fleet.ts';
import type { Lab } from '../provision/lab.ts';
import { isReady, NAMESPACE, whyNotReady } from '../provision/node-watch.ts';
import type { Options } from '../provision/options.ts';
import { startProgress } from '../report/progress.ts';

/** Seconds from the wish until the last node is Ready, and until the last one is gone. */
export interface UpAndDown {
  up: number;
  down: number;
}

export interface Pair {
  pool: UpAndDown;
  single: UpAndDown;
}

export interface Measured {
  count: number;
  pairs: readonly Pair[];
  /** Events of each run of the pool's chain. */
  poolRuns: readonly number[];
}

const POOL = { name: 'bench', namespace: NAMESPACE };
const LABELS = { benchmark: 'pool' };

/** A pool and single nodes in turn on one stack: what else the machine does then disturbs both. */
export async function measure(lab: Lab, { nodes: count, rounds }: Options, abort: AbortSignal): Promise<Measured> {
  await applyDatacenter(lab);
  await lab.cluster.create(nodePool, { metadata: POOL, spec: emptyPool() });
  await single(lab, ['warm-up'], abort);
  await pooled(lab, 1, abort);

  const pairs: Pair[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const names = Array.from({ length: count }, (_, index) => `single-${round}-${index + 1}`);
    // Whoever comes second finds warmer caches: they take turns in it.
    const singleFirst = round % 2 === 0;
    const before = singleFirst ? await single(lab, names, abort) : undefined;
    const pool = await pooled(lab, count, abort);
    const pair = { pool, single: before ?? (await single(lab, names, abort)) };
    lab.say(`Round ${round}: ${inWords('the pool', pair.pool)}, ${inWords('single nodes', pair.single)}.`);
    pairs.push(pair);
  }
  const pool = await lab.cluster.get(nodePool, POOL);
  const runs = await chainRuns(lab.temporal, pool?.status?.workflow?.id ?? '');
  return { count, pairs, poolRuns: runs.map(({ length }) => length) };
}

function emptyPool() {
  const [node] = nodeObjects(['template']);
  const { provider, flavor, osImage, sshKeys } = node?.spec as {
    provider: string;
    flavor: string;
    osImage: { name: string };
    sshKeys?: [];
  };
  const template = { metadata: { labels: LABELS }, spec: { provider, flavor, osImage, sshKeys } };
  return { replicas: 0, selector: LABELS, template };
}

async function single(lab: Lab, names: readonly string[], abort: AbortSignal): Promise<UpAndDown> {
  const { seconds } = await provisionAll(lab, nodeObjects(names), abort);
  const down = await timed(async () => {
    await eachAtOnce(lab.nodes.list(), AT_ONCE, ({ metadata }) => lab.cluster.delete(computeNode, metadata));
    await untilThere(lab, 0, abort);
  });
  // What rests for a second yet is none of either's time.
  await deleteAll(lab, abort);
  return { up: seconds, down };
}

async function pooled(lab: Lab, count: number, abort: AbortSignal): Promise<UpAndDown> {
  const scale = async (replicas: number) => {
    await lab.cluster.mergePatch(nodePool, POOL, { spec: { replicas } });
    await untilThere(lab, replicas, abort);
  };
  const up = await timed(() => scale(count));
  const down = await timed(() => scale(0));
  await deleteAll(lab, abort);
  return { up, down };
}

/** So many nodes are there, and all of them are Ready. */
async function untilThere({ nodes, say }: Lab, count: number, abort: AbortSignal): Promise<void> {
  const ready = () => nodes.list().filter(isReady).length;
  const progress = startProgress(
    say,
    () => `${nodes.list().length} nodes, ${ready()} of them Ready; ${count} are wanted`,
  );
  const why = () => {
    const waiting = nodes.list().find((node) => !isReady(node));
    return waiting ? whyNotReady(waiting) : `there are ${nodes.list().length} nodes and not ${count}`;
  };
  try {
    const withinMs = 120_000 + nodes.list().length * 3_000 + count * 3_000;
    await nodes.until(why, withinMs, () => nodes.list().length === count && ready() === count, abort);
  } finally {
    progress.stop();
  }
}

async function timed(act: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}

function inWords(who: string, { up, down }: UpAndDown): string {
  return `${who} up in ${up.toFixed(1)} s and down in ${down.toFixed(1)} s`;
}
