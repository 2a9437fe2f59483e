/**
 * A set of items found by any of their keys without a scan. Keys are computed from an item when it is put; put it
 * again after changing it.
 */
export class Indexed<T extends object> {
  readonly #keysOf: (item: T) => string[];
  readonly #keys = new Map<T, string[]>();
  // Most keys name one item: a bare item instead of a Set of one saves most of the index's memory.
  readonly #byKey = new Map<string, T | Set<T>>();

  constructor(keysOf: (item: T) => string[]) {
    this.#keysOf = keysOf;
  }

  get size(): number {
    return this.#keys.size;
  }

  put(item: T): void {
    this.#unlink(item);
    const keys = [...new Set(this.#keysOf(item))];
    this.#keys.set(item, keys);
    for (const key of keys) this.#link(key, item);
  }

  remove(item: T): void {
    this.#unlink(item);
    this.#keys.delete(item);
  }

  clear(): void {
    this.#keys.clear();
    this.#byKey.clear();
  }

  has(item: T): boolean {
    return this.#keys.has(item);
  }

  find(key: string): T[] {
    const found = this.#byKey.get(key);
    if (found === undefined) return [];
    return found instanceof Set ? [...found] : [found];
  }

  first(key: string): T | undefined {
    const found = this.#byKey.get(key);
    if (found === undefined) return undefined;
    return found instanceof Set ? found.values().next().value : found;
  }

  count(key: string): number {
    const found = this.#byKey.get(key);
    if (found === undefined) return 0;
    return found instanceof Set ? found.size : 1;
  }

  values(): T[] {
    return [...this.#keys.keys()];
  }

  #link(key: string, item: T): void {
    const found = this.#byKey.get(key);
    if (found === undefined) this.#byKey.set(key, item);
    else if (found instanceof Set) found.add(item);
    else this.#byKey.set(key, new Set([found, item]));
  }

  #unlink(item: T): void {
    for (const key of this.#keys.get(item) ?? []) {
      const found = this.#byKey.get(key);
      if (!(found instanceof Set)) {
        this.#byKey.delete(key);
        continue;
      }
      found.delete(item);
      if (found.size === 0) this.#byKey.delete(key);
    }
  }
}
