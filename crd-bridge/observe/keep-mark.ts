import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterMarks } from '../temporal/cluster-marks.ts';
import type { ClusterGuard } from './cluster-guard.ts';

export interface KeepMarkOptions {
  guard: ClusterGuard;
  marks: () => ClusterMarks | undefined;
  /** This process's name. */
  by: string;
  /** Between two rounds while all is well. */
  seconds: number;
  /** Called again and again while everything is held because of a restored backup. */
  whileRestored: () => Promise<void>;
  /** Told when nothing is held any more. */
  onReleased: () => void;
  onError: (error: unknown) => void;
}

/** While something is held, and to notice that it is. */
const LOOK_MS = 2_000;

/** Keeps the mark of how far etcd had come outside of etcd, and learns from there whether it went back. */
export function keepMark(options: KeepMarkOptions): { stop(): void } {
  const { guard, seconds, onError } = options;
  const stopped = new AbortController();

  async function run(): Promise<void> {
    let nextAt = 0;
    while (!stopped.signal.aborted) {
      if (guard.held() !== undefined || Date.now() >= nextAt) {
        const done = await exchange(options).catch((error: unknown) => void onError(error));
        if (done) nextAt = Date.now() + seconds * 1000;
      }
      await sleep(LOOK_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  void run();
  return { stop: () => stopped.abort() };
}

/** One round. The mark is learned before etcd is asked: an answer below it can't have been overtaken. */
export async function exchange({
  guard,
  marks,
  by,
  whileRestored,
  onReleased,
}: Omit<KeepMarkOptions, 'seconds' | 'onError'>): Promise<boolean> {
  const known = marks();
  if (!known) return false;
  const wasHeld = guard.held() !== undefined;
  const sighting = guard.sighting(by);
  guard.learn(await (sighting ? known.tell(sighting) : known.read()));
  if (guard.isRestored()) await whileRestored();
  await guard.verify();
  if (wasHeld && guard.held() === undefined) onReleased();
  return true;
}
