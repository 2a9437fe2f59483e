import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../activities/failure.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { dice } from '../../measure/dice.ts';
import type { ClaimsLab } from '../halves.ts';
import { type BenchWorker, startBenchWorker, WorkerDied } from './bench-worker.ts';
import { NODES } from './wished-nodes.ts';

export interface Placing {
  attempts: number;
  /** Answers that a person would see: no asset, and nothing that passes by itself. */
  failures: number;
  deaths: number;
  handOvers: number;
}

export interface Circumstances {
  seed: number;
  /** Otherwise both workers are at work, whoever holds the lease. */
  onlyOneSchedules: boolean;
}

/** As Temporal has it: from when a worker died until its attempt is made elsewhere, and between two attempts. */
const NOTICED_MS = 300;
const RETRY_MS = 100;
const GIVE_UP_MS = 60_000;

/**
 * All nodes at once, as their workflows would ask. After some claim, which the seed names, the worker that wrote it dies
 * before it knows; after a later one that worker is stopped in order. Both are started again.
 */
export async function placeAll(
  { kubeconfig, abort }: Pick<ClaimsLab, 'kubeconfig' | 'abort'>,
  nodes: readonly ComputeNode[],
  { seed, onlyOneSchedules }: Circumstances,
): Promise<Placing> {
  const roll = dice(seed);
  const counts = { attempts: 0, failures: 0, deaths: 0, begun: 0, written: 0 };
  const dieAt = 1 + Math.floor((roll() * NODES) / 2);
  const stopAt = dieAt + 1 + Math.floor((roll() * NODES) / 3);
  const changes: Promise<void>[] = [];
  const woken = new Map<string, () => void>();
  const workers: BenchWorker[] = [];

  async function start(place: number): Promise<void> {
    workers[place] = await startBenchWorker({
      kubeconfig,
      name: `worker-${place}`,
      onlyOneSchedules,
      lease: `scheduler-${onlyOneSchedules ? 'one' : 'both'}-${seed}`,
      onBegin: () => (counts.begun += 1),
      onWrite: () => afterWrite(place),
      wake: ({ metadata }) => woken.get(metadata.uid ?? '')?.(),
    });
  }

  function afterWrite(place: number): void {
    counts.written += 1;
    const worker = workers[place];
    if (!worker) return;
    if (counts.written === dieAt) {
      counts.deaths += 1;
      worker.die();
      changes.push(start(place));
    }
    if (counts.written === stopAt) changes.push(worker.stop().then(() => start(place)));
  }

  async function place(node: ComputeNode): Promise<void> {
    const uid = node.metadata.uid ?? '';
    const deadline = performance.now() + GIVE_UP_MS;
    while (performance.now() < deadline) {
      abort.throwIfAborted();
      const active = workers.filter((worker) => worker.isActive());
      const worker = active[Math.floor(roll() * active.length)];
      if (!worker) {
        await pause(10);
        continue;
      }
      const isWoken = new Promise<void>((resolve) => woken.set(uid, resolve));
      counts.attempts += 1;
      try {
        return await worker.claim(node);
      } catch (error) {
        if (error instanceof WorkerDied) await pause(NOTICED_MS);
        else if (!(error instanceof Failure) || error.retryable) await pause(RETRY_MS * (0.5 + roll()));
        else {
          counts.failures += 1;
          await Promise.race([isWoken, pause(2_000)]);
        }
      }
    }
  }

  await Promise.all([start(0), start(1)]);
  await Promise.all(nodes.map(place));
  await Promise.all(changes);
  await Promise.all(workers.map((worker) => worker.stop()));
  const { attempts, failures, deaths, begun } = counts;
  return { attempts, failures, deaths, handOvers: Math.max(0, begun - 1) };
}
