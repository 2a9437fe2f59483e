const UNITS = { h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** A Go-style duration such as 90m or 1h30m, in milliseconds. Schemas have checked its form. */
export function parseDuration(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([hms])/g))
    total += Number(amount) * UNITS[unit as keyof typeof UNITS];
  return total;
}

/** The same the other way round, to the second: 1h30m. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms / 1000) * 1000;
  let text = '';
  for (const [unit, size] of Object.entries(UNITS)) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) text += `${amount}${unit}`;
  }
  return text || '0s';
}
