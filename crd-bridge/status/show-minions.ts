import { type ClusterClient, isNotFound, type ObjectRef } from '../../api/cluster/index.ts';
import { saltMinion, type SaltMinion } from '../../api/kinds/salt-minion.ts';
import type { SaltVerdictType } from '../../api/salt-verdict.ts';
import type { MinionsNews } from '../../workflows/contract.ts';
import { newsOf } from './minion-news.ts';

export interface ShowMinionsDeps {
  client: Pick<ClusterClient, 'applyStatus'>;
  cached: (ref: ObjectRef) => SaltMinion | undefined;
  observe: (minion: SaltMinion) => void;
  /** In words, why nothing may be written just now; undefined while all is well. */
  held: () => string | undefined;
  /** It goes on: said before each. */
  beat: () => void;
  pause: (ms: number) => Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
}

/**
 * It gives way to those that do the work: some fifteen writes a second where the apiserver has little to do, and fewer where it
 * is slow to answer. A rollout over 5,000 minions whose states took no time was a tenth slower beside twice as many.
 */
const PAUSE = { leastMs: 60, timesTheWrite: 6, mostMs: 1_000 };

/** Writes what is new, and nothing else: told once more it writes nothing. Minions that the watch does not know are left out. */
export async function showMinions(deps: ShowMinionsDeps, news: MinionsNews): Promise<void> {
  const why = deps.held();
  if (why !== undefined) throw new Error(`No status is written: ${why}`);
  const all = Object.entries(news.verdicts).flatMap(([result, names]) =>
    names.map((name) => ({ name, result: result as SaltVerdictType })),
  );
  for (const { name, result } of all) {
    deps.beat();
    const since = deps.now();
    if (await showMinion(deps, news, name, result)) await deps.pause(pauseAfter(deps.now() - since));
  }
}

function pauseAfter(writeMs: number): number {
  return Math.min(PAUSE.mostMs, Math.max(PAUSE.leastMs, PAUSE.timesTheWrite * writeMs));
}

/** True when it was written about. */
async function showMinion(
  { client, cached, observe }: ShowMinionsDeps,
  news: MinionsNews,
  name: string,
  result: SaltVerdictType,
): Promise<boolean> {
  const ref = { namespace: news.namespace, name };
  const shown = cached(ref);
  const status = shown && newsOf(shown.status, result, news);
  if (!status) return false;
  try {
    observe(await client.applyStatus(saltMinion, { metadata: ref, status }, { beside: 'rollouts' }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return true;
}
