import type { SystemName } from './journal.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The path without its query. Call-backs of machines carry their permit in a path segment: there, whatever is long and
 * not a UUID is replaced.
 */
export function redactPath(system: SystemName, path: string): string {
  const bare = path.split('?', 1)[0] ?? '';
  if (system !== 'machine') return bare;
  return bare
    .split('/')
    .map((segment) => (segment.length >= 32 && !uuid.test(segment) ? '***' : segment))
    .join('/');
}

/** The text with every token in a URL replaced. */
export function redactTokens(text: string): string {
  return text.replace(/([?&](?:token|signature|key)=)[^&\s"']+/gi, '$1***');
}
