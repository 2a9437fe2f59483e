import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Gate } from '../../api/kinds/rollout-gate.ts';
import type { GateVerdict } from '../../api/rollout/gate-results.ts';
import type { Counts } from '../../api/rollout/nodes.ts';
import type { Http } from '../http/http.ts';

/** What a gate is asked about, and what it may use. */
export interface GateContext {
  bucket: string;
  commit: string;
  transaction: string;
  namespace: string;
  /** Those that count: without the ones that were not well before. */
  nodes: readonly string[];
  counts: Counts;
  /** Milliseconds since the epoch: what was bad before is no matter of the release. */
  since: number;
  now: number;
  timeoutMs: number;
  /** Of the running activity. */
  signal: AbortSignal | undefined;
  /** One value of a Secret of the namespace. */
  secret(name: string, key: string): Promise<string>;
  node(name: string): ComputeNode | undefined;
  http: Pick<Http, 'send'>;
  /** Programs that the workers' settings allow. */
  commands: readonly string[];
}

export interface Measured {
  verdict: GateVerdict;
  message: string;
}

/**
 * One way to ask whether a bucket is well. What it throws means that it could not be measured, and so does whatever is not
 * plainly good or bad: unknown is never healthy.
 */
export type GateKeeper = (gate: Gate, context: GateContext) => Promise<Measured>;

const GRAVITY: Readonly<Record<GateVerdict, number>> = { Unhealthy: 0, Unknown: 1, Pending: 2, Healthy: 3 };
const MOST_WORDS = 5;

/** The worst of several answers, in the words of all that are as bad. */
export function worstOf(all: readonly Measured[], whenNone: string): Measured {
  const [worst] = [...all].sort((a, b) => GRAVITY[a.verdict] - GRAVITY[b.verdict]);
  if (!worst) return { verdict: 'Healthy', message: whenNone };
  const words = [...new Set(all.filter(({ verdict }) => verdict === worst.verdict).map(({ message }) => message))];
  const more = words.length > MOST_WORDS ? ` and ${words.length - MOST_WORDS} more` : '';
  return { verdict: worst.verdict, message: words.slice(0, MOST_WORDS).join('; ') + more };
}
