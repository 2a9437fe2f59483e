import type { SaltMinionStatus } from '../../api/kinds/salt-minion.ts';
import type { SaltVerdictType } from '../../api/salt-verdict.ts';

/** The part of the status that state runs lead to. */
export type MinionNews = Pick<SaltMinionStatus, 'commit' | 'lastResult' | 'lastSeen'>;

/** A minion that answers again and again is written about once in this time. */
const COARSE_MS = 3_600_000;

const HAS_IT: readonly SaltVerdictType[] = ['Ok', 'Changed'];
const NO_ANSWER: readonly SaltVerdictType[] = ['Running', 'Lost', 'Unreachable', 'KeyNotAccepted'];

/** What to show of a minion; undefined when that stands there already, or something newer does. */
export function newsOf(
  shown: MinionNews | undefined,
  result: SaltVerdictType,
  { commit: asked, at }: { commit: string; at: string },
): MinionNews | undefined {
  const { commit: before, lastResult, lastSeen } = shown ?? {};
  const seenMs = lastSeen === undefined ? -Infinity : Date.parse(lastSeen);
  if (seenMs > Date.parse(at)) return undefined;
  const commit = HAS_IT.includes(result) ? asked : before;
  const hasAnswered = !NO_ANSWER.includes(result);
  const isOld = hasAnswered && Date.parse(at) - seenMs >= COARSE_MS;
  if (commit === before && result === lastResult && !isOld) return undefined;
  return { commit, lastResult: result, lastSeen: hasAnswered ? at : lastSeen };
}
