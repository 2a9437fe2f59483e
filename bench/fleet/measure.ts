import { setTimeout as pause } from 'node:timers/promises';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { openCluster } from '../../hack/cluster/objects.ts';
import type { Stack } from '../../hack/stack/stack.ts';
import { type ProcessUse, processUse } from '../measure/process-use.ts';
import { startChurn } from './churn.ts';
import { putIntoEtcd } from './into-etcd.ts';
import type { Options } from './options.ts';
import { populationOf, wishedNode } from './population.ts';
import type { SchedulerProcess } from './questions.ts';
import { readReference } from './reference.ts';

export interface Measured {
  assets: number;
  claims: number;
  syncSeconds: number;
  /** Milliseconds of each choice while the fleet changed. */
  times: number[];
  /** The same with the plan of the chosen asset, its kickstart checked, as for each node that was placed. */
  planTimes: number[];
  placed: number;
  refusals: string[];
  /** As the scheduler's watch brought them. */
  changesPerSecond: number;
  compared: { equal: number; different: string[]; ms: number[] };
  use: ProcessUse | undefined;
}

/** Choices besides those of the nodes that are placed: for a 99th of a hundred a hundred are few. */
const MORE_CHOICES = 900;
/** Choices before it is measured: a process that has just begun is compiled while it runs. */
const WARM_UP = 100;
const COMPARED = 20;
const CALM_MS = 3_000;

interface Parts {
  stack: Stack;
  scheduler: SchedulerProcess;
}

interface Circumstances {
  say(line: string): void;
  abort: AbortSignal;
}

export async function measure(
  { stack, scheduler }: Parts,
  options: Options,
  { say, abort }: Circumstances,
): Promise<Measured> {
  const { kubeconfig } = stack.file;
  const cluster = openCluster(kubeconfig);
  const population = populationOf(options);
  const claims = population.filter(({ kind }) => kind === 'AssetClaim').length;
  const names = population.flatMap(({ kind, metadata }) => (kind === 'ComputeAsset' ? metadata.name : []));
  say(`${population.length} objects, ${claims} claims among them, go into etcd.`);
  await putIntoEtcd(stack, population);

  const started = performance.now();
  try {
    const { assets = 0 } = await scheduler.ask({ ask: 'sync', kubeconfig });
    const syncSeconds = (performance.now() - started) / 1000;
    say(`The scheduler knows ${assets} assets after ${syncSeconds.toFixed(1)} s.`);
    for (let number = 0; number < WARM_UP; number += 1) {
      await scheduler.ask({ ask: 'choose', node: wishedNode(`first-${number}`, number) });
    }
    await scheduler.ask({ ask: 'counts' });

    const churn = startChurn(cluster, names);
    const began = performance.now();
    const before = await scheduler.ask({ ask: 'counts' });
    const refusals: string[] = [];
    let placed = 0;
    for (let number = 0; number < options.placed; number += 1) {
      abort.throwIfAborted();
      const node = wishedNode(`new-${number}`, number);
      const { metadata } = await cluster.create(computeNode, node);
      const ref = { namespace: 'default', name: metadata.name, uid: metadata.uid ?? '' };
      const { asset, refused } = await scheduler.ask({ ask: 'claim', ref });
      if (asset === undefined) refusals.push(refused ?? '');
      else placed += 1;
      for (let more = 0; more < MORE_CHOICES / options.placed; more += 1) {
        await scheduler.ask({ ask: 'choose', node: wishedNode(`asked-${number}-${more}`, number + more) });
      }
    }
    const { changes = 0, times = [], planTimes = [] } = await scheduler.ask({ ask: 'counts' });
    const changesPerSecond = (changes - (before.changes ?? 0)) / ((performance.now() - began) / 1000);
    await churn.stop();
    say(`${placed} nodes are placed while ${changesPerSecond.toFixed(0)} assets changed a second.`);
    const use = processUse(scheduler.pid);

    await pause(CALM_MS);
    const compared = await compare(cluster, scheduler, names);
    return { assets, claims, syncSeconds, times, planTimes, placed, refusals, changesPerSecond, compared, use };
  } finally {
    // Before the apiserver that it watches goes.
    await scheduler.stop();
    cluster.close();
  }
}

async function compare(
  cluster: ReturnType<typeof openCluster>,
  scheduler: SchedulerProcess,
  names: readonly string[],
): Promise<Measured['compared']> {
  const reference = await readReference(cluster, names);
  const compared: Measured['compared'] = { equal: 0, different: [], ms: [] };
  for (let number = 0; number < COMPARED; number += 1) {
    const node = wishedNode(`compared-${number}`, number);
    const { asset, ms } = reference.choose(node);
    const answer = await scheduler.ask({ ask: 'choose', node });
    compared.ms.push(ms);
    if (asset !== undefined && answer.asset === asset) compared.equal += 1;
    else compared.different.push(`${node.metadata.name}: ${answer.asset ?? answer.refused} instead of ${asset}`);
  }
  reference.stop();
  return compared;
}
