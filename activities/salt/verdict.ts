import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SaltCause, SaltVerdict, SaltVerdictType } from '../../api/salt-verdict.ts';
import type { JobOnMinion, MinionReturn } from '../ports/salt-api.ts';
import { alike, causeOf } from './cause.ts';

const stateItem = z.object({
  __id__: z.string().optional(),
  /** Only of a state that was left out because another failed. */
  __state_ran__: z.boolean().optional(),
  name: z.unknown(),
  result: z.boolean().nullable(),
  comment: z.unknown(),
  changes: z.unknown(),
});
type StateItem = z.infer<typeof stateItem>;

/** The keys tell states; any other dictionary is what a function returned. */
const stateDictionary = z
  .record(z.string(), stateItem)
  .refine((items) => Object.keys(items).every((key) => key.split('_|-').length === 4));

const MOST_CAUSES = 5;
const MOST_NAMED = 5;

/** What one minion's return means. */
export function verdictOf(minion: string, returned: MinionReturn): SaltVerdict {
  const value = returned.return;
  if (typeof value === 'string' && returned.retcode !== 0) return ofWords('ModuleError', minion, [value]);
  if (isWords(value) && returned.retcode !== 0) return ofRefusal(minion, value);
  const states = stateDictionary.safeParse(value);
  if (states.success && Object.keys(states.data).length > 0) return ofStates(minion, states.data);
  if (returned.retcode === 0) return { type: 'Ok', changed: 0, causes: [] };
  return ofWords('ModuleError', minion, [JSON.stringify(value)]);
}

/** What it means that one did not return, by what it says of the job. */
export function verdictOfSilence(found: JobOnMinion): SaltVerdict {
  const types = { Running: 'Running', NotRunning: 'Lost', Silent: 'Unreachable' } as const;
  return { type: types[found], changed: 0, causes: [] };
}

/** Of a minion that the job never went to. */
export const keyNotAccepted: SaltVerdict = { type: 'KeyNotAccepted', changed: 0, causes: [] };

/** What a minion says that runs other states just now. */
export function isBusy(words: string): boolean {
  return /^The function "state\.[^"]*" is running as PID/.test(words);
}

/** A list of sentences instead of states: nothing ran. */
function ofRefusal(minion: string, [first = '', ...rest]: readonly string[]): SaltVerdict {
  if (isBusy(first)) return ofWords('Busy', minion, []);
  if (first.startsWith('Pillar failed to render')) return ofWords('PillarError', minion, rest);
  return ofWords('CompileError', minion, [first, ...rest]);
}

function ofWords(type: SaltVerdictType, minion: string, words: readonly string[]): SaltVerdict {
  return { type, changed: 0, causes: words.slice(0, MOST_CAUSES).map((text) => causeOf(minion, '', text)) };
}

function ofStates(minion: string, states: Readonly<Record<string, StateItem>>): SaltVerdict {
  const [onlyKey] = Object.keys(states);
  if (onlyKey?.startsWith('no_|-states_|-')) return ofWords('NoTopMatch', minion, [String(states[onlyKey]?.comment)]);
  const entries = Object.entries(states);
  const failed = entries.filter(([, { result }]) => result === false);
  const pending = entries.filter(([, { result }]) => result === null);
  const changed = entries.filter(([, { result, changes }]) => result === true && hasChanges(changes));
  if (failed.length > 0) return { type: 'StateFailed', changed: changed.length, causes: causesOf(minion, failed) };
  if (pending.length > 0)
    return { type: 'TestPending', changed: pending.length, changeSet: changeSetOf(minion, pending), causes: [] };
  return { type: changed.length > 0 ? 'Changed' : 'Ok', changed: changed.length, causes: [] };
}

type Entry = readonly [key: string, item: StateItem];

/** States that were left out because of another are no cause, unless there is nothing else. */
function causesOf(minion: string, failed: readonly Entry[]): SaltCause[] {
  const ran = failed.filter(([, item]) => item.__state_ran__ !== false);
  const roots = ran.length > 0 ? ran : failed;
  return roots.slice(0, MOST_CAUSES).map(([key, item]) => causeOf(minion, idOf(key, item), wordsOf(item)));
}

/** Of a command that failed, the comment says only that it ran. */
function wordsOf({ comment, changes }: StateItem): string {
  const said = String(comment ?? '').trim();
  const stderr = z.object({ stderr: z.string() }).safeParse(changes).data?.stderr.trim();
  return stderr ? `${said}: ${stderr.split('\n').at(-1)}` : said;
}

function changeSetOf(minion: string, pending: readonly Entry[]): string {
  const ids = pending.map(([key, item]) => alike(minion, idOf(key, item))).sort();
  const changes = pending.map(([key, item]) => alike(minion, `${key} ${JSON.stringify(item.changes)}`)).sort();
  const hash = createHash('sha256').update(changes.join('\n')).digest('hex').slice(0, 8);
  const more = ids.length > MOST_NAMED ? `, and ${ids.length - MOST_NAMED} more` : '';
  return `${ids.slice(0, MOST_NAMED).join(', ')}${more} (${hash})`;
}

function idOf(key: string, item: StateItem): string {
  return item.__id__ ?? key.split('_|-')[1] ?? key;
}

function hasChanges(changes: unknown): boolean {
  return typeof changes === 'object' && changes !== null && Object.keys(changes).length > 0;
}

function isWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}
