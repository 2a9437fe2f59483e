const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** The two largest units: 45s, 3m20s, 2h5m, 4d3h. */
export function renderDuration(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1000));
  const parts: string[] = [];
  for (const [unit, seconds] of UNITS) {
    const amount = Math.floor(rest / seconds);
    rest -= amount * seconds;
    if (amount > 0) parts.push(`${amount}${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join('') || '0s';
}

/** As renderDuration, with a digit more for what is over in seconds. */
export function renderShortDuration(ms: number): string {
  return ms < 10_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)}s` : renderDuration(ms);
}

/** From an RFC 3339 time until `now`; "-" without one. */
export function renderAge(since: string | undefined, now: number): string {
  return since === undefined ? '-' : renderDuration(now - Date.parse(since));
}
