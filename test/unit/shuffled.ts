export type Shuffle = <T>(items: readonly T[]) => T[];

/** Another order for each seed, and the same one for the same seed. */
export function shuffled(seed: number): Shuffle {
  let state = seed;
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return (items) => {
    const rest = [...items];
    return items.map(() => rest.splice(Math.floor(next() * rest.length), 1)[0]!);
  };
}
