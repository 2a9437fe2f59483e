/** As the folders of Salt's pki directory are called. */
export const keyLists = ['minions', 'minions_pre', 'minions_rejected', 'minions_denied'] as const;
export type KeyList = (typeof keyLists)[number];

export interface Key {
  minion: string;
  fingerprint: string;
  list: KeyList;
}

/** The keys that a master knows: one a name, and beside it the one that came second. */
export class Keys {
  readonly #byMinion = new Map<string, Key[]>();

  of(minion: string): readonly Key[] {
    return this.#byMinion.get(minion) ?? [];
  }

  all(): Key[] {
    return [...this.#byMinion.values()].flat();
  }

  accepted(minion: string): Key | undefined {
    return this.of(minion).find(({ list }) => list === 'minions');
  }

  /** A minion asks to be let in. */
  ask(minion: string, fingerprint: string): void {
    const known = this.of(minion);
    const first = known.find(({ list }) => list !== 'minions_denied');
    if (!first) this.#put(minion, [...known, { minion, fingerprint, list: 'minions_pre' }]);
    else if (first.fingerprint !== fingerprint)
      // The last one that was turned away is kept.
      this.#put(minion, [first, { minion, fingerprint, list: 'minions_denied' }]);
  }

  accept(minion: string): boolean {
    const pending = this.of(minion).find(({ list }) => list === 'minions_pre');
    if (pending) pending.list = 'minions';
    return pending !== undefined;
  }

  remove(minion: string, list: KeyList): boolean {
    const known = this.of(minion);
    const kept = known.filter((key) => key.list !== list);
    this.#put(minion, kept);
    return kept.length < known.length;
  }

  clear(): void {
    this.#byMinion.clear();
  }

  #put(minion: string, keys: Key[]): void {
    if (keys.length > 0) this.#byMinion.set(minion, keys);
    else this.#byMinion.delete(minion);
  }
}
