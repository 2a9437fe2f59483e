import type { RolloutEventReason } from '../../api/event-reasons.ts';
import type { SaltTransactionStatus } from '../../api/kinds/salt-transaction.ts';
import { ended, gathered, type RolloutEvent } from './rollout-event.ts';

type Bucket = NonNullable<SaltTransactionStatus['buckets']>[number];
type Hold = NonNullable<SaltTransactionStatus['pauses']>[number];
type Word = NonNullable<SaltTransactionStatus['words']>[number];

/** What people want to be told of a rollout's way from one status to the next: of buckets and causes, never of single nodes. */
export function transactionEvents(
  previous: SaltTransactionStatus | undefined,
  next: SaltTransactionStatus,
): RolloutEvent[] {
  const before = previous ?? {};
  const known = new Map(before.buckets?.map((bucket) => [bucket.name, bucket]));
  const ofBuckets = (next.buckets ?? []).flatMap((bucket) => bucketEvents(known.get(bucket.name), bucket));
  return [
    ...started(before, next),
    ...gathered(ofBuckets),
    ...gathered(failureEvents(before, next)),
    ...holdEvents(before, next),
    ...wordEvents(before, next),
    ...(next.finishedAt !== undefined && before.finishedAt === undefined
      ? ended(next.phase, next.message ?? '', 'end')
      : []),
  ];
}

function started(before: SaltTransactionStatus, { startedAt, totals }: SaltTransactionStatus): RolloutEvent[] {
  if (startedAt === undefined || before.startedAt !== undefined) return [];
  return [
    { type: 'Normal', reason: 'RolloutStarted', message: `it begins, on ${totals?.nodes ?? 0} nodes`, key: 'begin' },
  ];
}

const APPLIED: readonly Bucket['state'][] = ['Soaking', 'Judging', 'Passed'];

function bucketEvents(before: Bucket | undefined, bucket: Bucket): RolloutEvent[] {
  const { name, state, attempt = 0, counts, gates = [], soakUntil } = bucket;
  const earlier = before?.attempt === attempt ? before : undefined;
  const events: RolloutEvent[] = [];
  const say = (reason: RolloutEventReason, message: string, type: RolloutEvent['type'] = 'Normal') =>
    void events.push({ type, reason, message: `${name}: ${message}`, key: `${reason}/${name}/${attempt}` });
  if (attempt > 0 && !earlier)
    say('BucketStarted', attempt === 1 ? `begins with ${counts.nodes} nodes` : `attempt ${attempt} begins`);
  if (APPLIED.includes(state) && !(earlier && APPLIED.includes(earlier.state)))
    say('BucketDone', `${inWords(counts)}${soakUntil === undefined ? '' : `; soaks until ${soakUntil}`}`);
  for (const gate of gates) {
    const was = earlier?.gates?.find((one) => one.name === gate.name)?.verdict;
    if (gate.verdict === 'Healthy' || was === gate.verdict) continue;
    say('GateNotHealthy', `gate ${gate.name} is ${gate.verdict}: ${gate.message}`, 'Warning');
    const [last] = events.slice(-1);
    if (last) last.key += `/${gate.name}/${gate.verdict}`;
  }
  if (state === 'Passed' && earlier?.state !== 'Passed')
    say('BucketPassed', gates.map((gate) => `gate ${gate.name}: ${gate.message}`).join('; ') || 'no gate was asked');
  if (state === 'Skipped' && before?.state !== 'Skipped') say('BucketSkipped', 'is left out');
  return events;
}

function inWords(counts: Bucket['counts']): string {
  const { nodes, ok, changed, failed, busy, unreachable, lost, skipped, badBefore } = counts;
  const others = Object.entries({ failed, busy, unreachable, lost, skipped, 'bad before': badBefore });
  const told = others.flatMap(([what, count]) => (count > 0 ? [`, ${count} ${what}`] : []));
  return `${ok + changed} of ${nodes} nodes are done${told.join('')}`;
}

function failureEvents(before: SaltTransactionStatus, next: SaltTransactionStatus): RolloutEvent[] {
  const causeOf = ({ stateId, message }: { stateId: string; message: string }) => `${stateId}/${message}`;
  const known = new Set(before.topFailures?.map(causeOf));
  return (next.topFailures ?? [])
    .filter((group) => !known.has(causeOf(group)))
    .map((group) => {
      const { stateId, message, nodes, examples } = group;
      const told = `${stateId ? `state ${stateId}: ` : ''}${message} (${nodes} nodes, such as ${examples.join(', ')})`;
      return { type: 'Warning', reason: 'NewFailure', message: told, key: `NewFailure/${causeOf(group)}` };
    });
}

const OF_PEOPLE: readonly Hold['source'][] = ['spec', 'annotation', 'command'];

function holdEvents(before: SaltTransactionStatus, next: SaltTransactionStatus): RolloutEvent[] {
  const keyOf = ({ source, bucket, by, since }: Hold) => `${source}/${bucket ?? ''}/${by}/${since}`;
  const { pauses: earlier = [] } = before;
  const { pauses: now = [] } = next;
  const isIn = (all: readonly Hold[], hold: Hold) => all.some((one) => keyOf(one) === keyOf(hold));
  const come = now
    .filter((hold) => !isIn(earlier, hold))
    .map((hold): RolloutEvent => {
      const isOfPeople = OF_PEOPLE.includes(hold.source);
      const message = `held by ${hold.by}: ${hold.why}${hold.until ? ` (until ${hold.until})` : ''}`;
      const [type, reason] = isOfPeople ? (['Normal', 'Paused'] as const) : (['Warning', 'Held'] as const);
      return { type, reason, message, key: `held/${keyOf(hold)}` };
    });
  const gone = earlier.filter((hold) => !isIn(now, hold));
  if (gone.length === 0 || next.finishedAt !== undefined) return come;
  const word = newWords(before, next).findLast(({ act }) => act === 'Resume');
  const whose = gone.map(({ by, why }) => `${by} (${why})`).join(', ');
  const still = now.length > 0 ? `; still held by ${now.map(({ by }) => by).join(', ')}` : '';
  const message = `${word ? `resumed by ${word.by}: ${word.why}` : `no longer held by ${whose}`}${still}`;
  return [...come, { type: 'Normal', reason: 'Resumed', message, key: `resumed/${gone.map(keyOf).join()}` }];
}

function wordEvents(before: SaltTransactionStatus, next: SaltTransactionStatus): RolloutEvent[] {
  return newWords(before, next)
    .filter(({ act }) => act !== 'Pause' && act !== 'Resume')
    .map((word) => {
      const { act, by, why } = word;
      return { type: 'Normal', reason: 'Told', message: `${act} by ${by}: ${why}`, key: keyOfWord(word) };
    });
}

function newWords({ words: earlier = [] }: SaltTransactionStatus, { words = [] }: SaltTransactionStatus): Word[] {
  const known = new Set(earlier.map(keyOfWord));
  return words.filter((word) => !known.has(keyOfWord(word)));
}

function keyOfWord({ act, by, at }: Word): string {
  return `${act}/${by}/${at}`;
}
