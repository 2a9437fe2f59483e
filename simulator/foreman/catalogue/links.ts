/** Many-to-many links between resources, readable from both ends. */
export class Links {
  readonly #ends = new Map<string, Set<number>>();

  of(from: string, id: number, to: string): number[] {
    return [...(this.#ends.get(end(from, id, to)) ?? [])].sort((left, right) => left - right);
  }

  linked(from: string, id: number, to: string, other: number): boolean {
    return this.#ends.get(end(from, id, to))?.has(other) ?? false;
  }

  /** Makes `ids` the whole of what this row is linked with in `to`. */
  set(from: string, id: number, to: string, ids: readonly number[]): void {
    for (const old of this.of(from, id, to)) this.#ends.get(end(to, old, from))?.delete(id);
    this.#ends.set(end(from, id, to), new Set(ids));
    for (const other of ids) {
      const back = this.#ends.get(end(to, other, from)) ?? new Set<number>();
      this.#ends.set(end(to, other, from), back.add(id));
    }
  }

  forget(from: string, id: number): void {
    const prefix = `${from}/${id}/`;
    for (const key of [...this.#ends.keys()].filter((candidate) => candidate.startsWith(prefix))) {
      const to = key.slice(prefix.length);
      this.set(from, id, to, []);
      this.#ends.delete(key);
    }
  }
}

function end(from: string, id: number, to: string): string {
  return `${from}/${id}/${to}`;
}
