/** Letters and digits that make no words and are not taken for one another, as Kubernetes uses them in names. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** A few characters that stand for a text, in names and labels. It guards nothing, so it needs no cryptography. */
export function digest(text: string, length: 8 | 10): string {
  let rest = hash53(text);
  let characters = '';
  while (characters.length < length) {
    characters += ALPHABET[rest % ALPHABET.length];
    rest = Math.floor(rest / ALPHABET.length);
  }
  return characters;
}

/** 53 bits in two lanes (bryc's cyrb53): the workflow sandbox has no node:crypto, and BigInt is slow. */
export function hash53(text: string): number {
  let [low, high] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 2_654_435_761);
    high = Math.imul(high ^ unit, 1_597_334_677);
  }
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return 4_294_967_296 * (high & 0x1fffff) + (low >>> 0);
}

/** One text for equal values: keys sorted; what is undefined, null or empty left out, so that a new empty field changes nothing. */
export function canonical(value: unknown): string {
  return JSON.stringify(pruned(value)) ?? 'null';
}

function pruned(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value ?? undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => pruned(item) ?? null);
  const entries = Object.entries(value)
    .map(([key, item]) => [key, pruned(item)] as const)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
