/** Fields whose values differ from run to run, or from machine to machine, and mean nothing to us. */
const VARIABLE = new Set(['start_time', 'duration', 'pid', 'token', 'start', 'expire', '_stamp']);

/** A reply of Salt without what differs from run to run: what is left must be the same on every Salt. */
export function normalised(value: unknown): unknown {
  if (typeof value === 'string') return withoutJids(essentialWords(value));
  if (Array.isArray(value)) return value.map(normalised);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, VARIABLE.has(key) ? typeof item : normalised(item)]),
  );
}

/** Of an HTML page its title and its sentence; of a traceback what was raised; of a long help its first line. */
function essentialWords(text: string): string {
  if (text.startsWith('<!DOCTYPE')) {
    const [, title] = /<h2>(.*)<\/h2>/.exec(text) ?? [];
    const [, words] = /<p>(.*)<\/p>/.exec(text) ?? [];
    return `${title}: ${words}`;
  }
  if (text.includes('Traceback (most recent call last)'))
    return `${text.split('\n')[0]} … ${text.trimEnd().split('\n').at(-1)}`;
  return text.startsWith('\nPassed invalid arguments') ? (text.split('\n')[1] ?? '') : text;
}

/** Nor folders, nor process ids. The jids that tests make are the same on both sides anyway. */
function withoutJids(text: string): string {
  const placeless = text.replace(/PID \d+/, 'PID …').replace(/\S+(?=\/minion_jobs\/)/, '…');
  return placeless.replace(new RegExp(`${new Date().getUTCFullYear()}\\d{16}`, 'g'), 'JID');
}
