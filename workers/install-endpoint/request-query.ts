import { isPlainUrl } from '../../activities/kickstart/callback-url.ts';

export interface RequestQuery {
  token: string;
  /** Foreman's URL to end build mode; undefined when none was given, or none that may stand in a kickstart. */
  built?: string;
  builtIgnored: boolean;
}

const BUILT = '&built=';

/**
 * Reads `?token=…&built=<the rest>`. The rest is Foreman's URL as it is, unescaped, with a query and perhaps a `token=`
 * of its own: a common query parser would mistake that for ours.
 */
export function readQuery(url: string): RequestQuery {
  const query = url.slice(url.includes('?') ? url.indexOf('?') + 1 : url.length);
  const at = `&${query}`.indexOf(BUILT);
  const ours = at < 0 ? query : query.slice(0, Math.max(0, at - 1));
  const token = new URLSearchParams(ours).get('token') ?? '';
  if (at < 0) return { token, builtIgnored: false };
  const rest = query.slice(at - 1 + BUILT.length);
  return isPlainUrl(rest) ? { token, built: rest, builtIgnored: false } : { token, builtIgnored: rest !== '' };
}
