import type { SaltCause } from '../../api/salt-verdict.ts';

const LONGEST_MESSAGE = 300;

/** What differs from minion to minion, or from run to run, though the cause is the same. */
const VARIABLE: readonly RegExp[] = [
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
  // Commits, hashes, object addresses; a word of letters alone is none.
  /\b(?:0x)?(?=[a-f]*\d)[0-9a-f]{8,}\b/gi,
  /\b\d{1,2}:\d{2}:\d{2}(?:\.\d+)?\b/g,
  // Process ids, times, sizes; line numbers and exit codes stay.
  /\b\d{3,}(?:\.\d+)?\b/g,
];

/** A cause whose words are the same on every minion that it holds for. */
export function causeOf(minion: string, stateId: string, words: string): SaltCause {
  return { stateId: oneLine(alike(minion, stateId)), message: oneLine(alike(minion, essence(words))) };
}

/** The words without what differs from minion to minion. */
export function alike(minion: string, words: string): string {
  const name = new RegExp(`(?<![\\w.-])${minion.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g');
  return VARIABLE.reduce((text, pattern) => text.replace(pattern, '…'), words.replace(name, '…'));
}

function oneLine(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line;
}

/** Of a traceback: what was raised, not where. */
function essence(words: string): string {
  const at = words.indexOf('Traceback (most recent call last)');
  if (at < 0) return words;
  const raised = words.trimEnd().split('\n').at(-1) ?? '';
  return `${words.slice(0, at)}${raised.trim()}`;
}
