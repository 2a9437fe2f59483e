import type { GateRule, OnFailure } from './rules.ts';
import type { GateResult } from './gate-results.ts';
import type { Judging } from './rollout-state.ts';

/** What the gates of a bucket lead to. */
export type Judgement =
  | { readonly say: 'Ask' }
  | { readonly say: 'Go' }
  /** Not known yet: asked again then. */
  | { readonly say: 'Wait'; readonly until: number }
  | { readonly say: OnFailure; readonly why: string };

const GRAVITY: Readonly<Record<OnFailure, number>> = { Pause: 0, Abort: 1, Rollback: 2 };

/**
 * All gates healthy: go on. One unhealthy: what its rule says, the gravest first. One that is pending or unknown is asked
 * again as long as its patience lasts, and then a person: unknown is never healthy, and no reason to undo anything.
 */
export function judge(gates: readonly GateRule[], judging: Judging, now: number): Judgement {
  if (gates.length === 0) return { say: 'Go' };
  if (judging.results.length === 0) return { say: 'Ask' };
  const answers = gates.map((gate) => ({ gate, result: resultOf(gate, judging.results) }));
  const bad = answers
    .filter(({ result }) => result.verdict === 'Unhealthy')
    .sort((a, b) => GRAVITY[b.gate.onUnhealthy] - GRAVITY[a.gate.onUnhealthy]);
  const [worst] = bad;
  if (worst) return { say: worst.gate.onUnhealthy, why: bad.map(({ result }) => inWords(result)).join('; ') };

  const open = answers.filter(({ result }) => result.verdict !== 'Healthy');
  if (open.length === 0) return { say: 'Go' };
  const [tired] = open.filter(({ gate }) => now - judging.since >= gate.patienceMs);
  if (tired)
    return { say: 'Pause', why: `${inWords(tired.result)}; nothing better for ${minutes(now - judging.since)}` };
  const again = judging.again ?? now;
  return again <= now ? { say: 'Ask' } : { say: 'Wait', until: again };
}

/** When to ask again if these are the answers. */
export function askAgainAt(gates: readonly GateRule[], results: readonly GateResult[], now: number): number {
  const open = gates.filter((gate) => resultOf(gate, results).verdict !== 'Healthy');
  return now + Math.max(1_000, Math.min(...open.map(({ intervalMs }) => intervalMs)));
}

/** A gate that was not answered for is unknown. */
function resultOf({ name }: GateRule, results: readonly GateResult[]): GateResult {
  return (
    results.find(({ gate }) => gate === name) ?? { gate: name, verdict: 'Unknown', message: 'there was no answer' }
  );
}

function inWords({ gate, verdict, message }: GateResult): string {
  return `${gate} is ${verdict.toLowerCase()}: ${message}`;
}

function minutes(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
