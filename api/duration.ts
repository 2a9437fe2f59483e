const UNITS = { h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** A Go-style duration such as 90m or 1h30m, in milliseconds. Schemas have checked its form. */
export function parseDuration(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([hms])/g))
    total += Number(amount) * UNITS[unit as keyof typeof UNITS];
  return total;
}
