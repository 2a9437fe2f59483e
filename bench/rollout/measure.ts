import { createHash } from 'node:crypto';
import { saltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltMaster } from '../../api/kinds/salt-master.ts';
import { putUnderWatch } from '../fleet/into-etcd.ts';
import { type ProcessUse, processUse } from '../measure/process-use.ts';
import { added, type RequestCount, type RequestCounts, writesOf } from '../measure/request-counts.ts';
import { until } from '../measure/quiet.ts';
import { settledRequests, stackUse, usedBetween } from '../provision/counters.ts';
import type { Lab } from '../provision/lab.ts';
import { startProgress } from '../report/progress.ts';
import { createBaseline } from './baseline.ts';
import { historiesOf, type HistoryUse } from './histories.ts';
import { judge, type Verdict } from './judge.ts';
import { DEPLOYMENT, deploymentSpec, MASTER, masterSpec, SECRET } from './objects.ts';
import type { Options } from './options.ts';
import { namesOf, populationOf } from './population.ts';
import { simulatedSalt } from './simulated-salt.ts';
import { slicesOf } from './slices-of.ts';
import { untilWatched } from './until-watched.ts';
import { type Watched, watchRollouts } from './watched.ts';

/** One way of bringing a commit to all minions. */
export interface Leg {
  /** From the wish until all have it, as whoever wished for it is told. */
  seconds: number;
  /** Calls that salt-api got. */
  calls: number;
  /** What each process used for it. */
  use: ReadonlyMap<string, ProcessUse>;
  /** Writes to our kinds, until what became of the minions was shown. */
  writes: readonly RequestCount[];
  verdict: Verdict;
}

export interface Measured {
  minions: number;
  /** Racks under way at a time. */
  domains: number;
  slices: number;
  pairs: readonly { rollout: Leg; baseline: Leg }[];
  /** Of all runs of states, those that returned much. */
  bigReturns: { big: number; of: number };
  histories: readonly HistoryUse[];
  /** The most that the worker's process ever held in memory. */
  workerPeakMiB: number | undefined;
  largest: ReturnType<Watched['largest']>;
}

/** Rollouts of a SaltDeployment and plain loops over the same slices in turn, each with a commit of its own. */
export async function measure(lab: Lab, options: Options, abort: AbortSignal): Promise<Measured> {
  const { cluster, say, stack } = lab;
  const { minions, racks, rounds, domains } = options;
  const names = namesOf(minions);
  const salt = simulatedSalt(lab);
  const [first = '', ...commits] = Array.from({ length: 1 + 2 * rounds }, (_, index) => commitOf(index));
  await salt.prepare(names, [first, ...commits]);
  await cluster.raw({ method: 'POST', path: '/api/v1/namespaces/default/secrets', body: SECRET });
  const master = await cluster.create(saltMaster, { metadata: MASTER, spec: masterSpec(first) });
  say(`${names.length} nodes that are Ready, and their minions, go into etcd: none of them has a chain.`);
  await untilWatched(lab, 'SaltMaster', 1);
  for (const { kind, objects } of populationOf(names, racks, master)) {
    await putUnderWatch(stack, objects);
    await untilWatched(lab, kind, names.length);
  }

  const watched = watchRollouts(cluster, DEPLOYMENT.namespace);
  let known = 0;
  let written: RequestCounts = new Map();
  /** What became of the minions is shown by then: one thing is measured at a time. */
  async function settle(): Promise<void> {
    written = writesOf(await settledRequests(lab, SHOWN_WITHIN_MS));
    known = (await salt.calls(known)).last;
  }
  async function timed(commit: string, act: () => Promise<number>): Promise<Leg> {
    const used = stackUse(lab);
    const seconds = await act();
    const use = usedBetween(used, stackUse(lab));
    const { calls } = await salt.calls(known);
    const before = written;
    await settle();
    const writes = added(before, written);
    return { seconds, calls, use, writes, verdict: judge(await salt.truth(), commit) };
  }
  async function rollout(commit: string): Promise<Leg> {
    return timed(commit, async () => {
      const started = performance.now();
      await cluster.mergePatch(saltDeployment, DEPLOYMENT, { spec: { revision: { commit } } });
      await untilGood(lab, watched, commit, abort);
      return (performance.now() - started) / 1000;
    });
  }
  try {
    await cluster.create(saltDeployment, { metadata: DEPLOYMENT, spec: deploymentSpec(first, options) });
    await untilGood(lab, watched, first, abort);
    await settle();
    const slices = slicesOf((await salt.truth()).saltJobs, first);
    const loop = createBaseline(salt.url, domains);
    const baseline = (round: number, commit: string) => timed(commit, () => loop(`baseline-${round}`, commit, slices));

    const pairs: { rollout: Leg; baseline: Leg }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const [ofRollout = '', ofBaseline = ''] = commits.slice(2 * round - 2);
      // Whoever comes second finds warmer caches: they take turns in it.
      const loopFirst = round % 2 === 0;
      const before = loopFirst ? await baseline(round, ofBaseline) : undefined;
      const pair = { rollout: await rollout(ofRollout), baseline: before ?? (await baseline(round, ofBaseline)) };
      pairs.push(pair);
      say(`Round ${round}: rollout ${pair.rollout.seconds.toFixed(1)} s, loop ${pair.baseline.seconds.toFixed(1)} s.`);
    }
    const worker = stack.file.processes.find(({ name }) => name === 'worker-0')?.pid ?? 0;
    const { count: chains } = await lab.temporal.workflow.count(CHAINS_LEFT_OUT);
    if (chains > 0) throw new Error(`${chains} nodes or minions got chains of their own: something else was measured.`);
    return {
      minions,
      domains,
      slices: [...slices.values()].flat().length,
      pairs,
      bigReturns: { big: await salt.bigReturns(), of: minions * (1 + 2 * rounds) },
      histories: await historiesOf(lab.temporal),
      workerPeakMiB: processUse(worker)?.peakMiB,
      largest: watched.largest(),
    };
  } finally {
    watched.stop();
  }
}

const SHOWN_WITHIN_MS = 600_000;
const CHAINS_LEFT_OUT = "WorkflowType = 'computeNode' OR WorkflowType = 'saltMinion'";

function commitOf(index: number): string {
  return createHash('sha1').update(`commit ${index}`).digest('hex');
}

async function untilGood({ say }: Lab, watched: Watched, commit: string, abort: AbortSignal): Promise<void> {
  const status = () => watched.deployment(DEPLOYMENT.name)?.status;
  const progress = startProgress(say, () => `rollout: ${status()?.phase} ${status()?.progress ?? ''}`);
  try {
    await until(`${commit} is good`, 1_800_000, () => {
      abort.throwIfAborted();
      return status()?.lastGoodCommit === commit;
    });
  } finally {
    progress.stop();
  }
}
