import type { Order } from './order.ts';
import type { Json, JsonObject } from '../storage/json.ts';

/** What a minion sends back of a job. */
export interface JobReturn {
  return: Json;
  retcode: number;
  success: boolean;
  /** How salt's own command would print it. */
  out?: 'highstate' | 'nested';
}

export interface Run {
  jid: string;
  fun: string;
  kwargs: JsonObject;
  /** ISO 8601. */
  at: string;
  /** How many states it came to; none where nothing compiled, or its process ended before. */
  states: number;
}

/** One minion's process, with the key pair that it made at its first start. */
export interface Minion {
  id: string;
  fingerprint: string;
  grains: JsonObject;
  /** UUID of the machine that it runs on, if there is one. */
  machine: string | null;
  /** Milliseconds of the clock: for a while after its start it hears nothing. */
  startedAt: number;
  /** Jids that it heard since its start: what it hears again, it does not do again. */
  heard: Set<string>;
  /** Jobs that are under way, by jid. */
  running: Map<string, { order: Order; pid: number }>;
  /** With `cache_jobs`: what it returned, whether or not the master got it. */
  kept: Map<string, { order: Order; value: JobReturn }>;
  /** Everything that it was really made to do. */
  runs: Run[];
  /** States that are as they should be, as "saltenv id". */
  settled: Set<string>;
  /** The saltenv of the last state run without a failure that was no trial. */
  applied: string | null;
}

export interface NewMinion {
  id: string;
  fingerprint: string;
  grains?: JsonObject;
  machine?: string | null;
}

export function newMinion({ id, fingerprint, grains = {}, machine = null }: NewMinion): Minion {
  return {
    id,
    fingerprint,
    grains: { id, ...grains },
    machine,
    startedAt: Date.now(),
    heard: new Set(),
    running: new Map(),
    kept: new Map(),
    runs: [],
    settled: new Set(),
    applied: null,
  };
}

export function minionTruth(minion: Minion, key: string | null): object {
  const { id, fingerprint, grains, machine, runs, applied, running } = minion;
  return { id, fingerprint, key, grains, machine, applied, running: [...running.keys()], runs };
}
