import type { Span } from '../../api/address-space.ts';

/**
 * Values that are taken, kept as runs without gaps: a full subnet is one run, and what is free in it is found without
 * counting through it. Looking up, adding and removing are binary searches.
 */
export class TakenRuns {
  /** Lowest first; none touches another. */
  readonly #runs: { first: bigint; last: bigint }[] = [];

  has(value: bigint): boolean {
    const run = this.#runs[this.#endingAtOrAfter(value)];
    return run !== undefined && run.first <= value;
  }

  add(value: bigint): void {
    const at = this.#endingAtOrAfter(value);
    const above = this.#runs[at];
    if (above && above.first <= value) return;
    const below = this.#runs[at - 1];
    const meetsBelow = below !== undefined && below.last + 1n === value;
    const meetsAbove = above !== undefined && above.first === value + 1n;
    if (meetsBelow && meetsAbove) {
      below.last = above.last;
      this.#runs.splice(at, 1);
    } else if (meetsBelow) below.last = value;
    else if (meetsAbove) above.first = value;
    else this.#runs.splice(at, 0, { first: value, last: value });
  }

  remove(value: bigint): void {
    const at = this.#endingAtOrAfter(value);
    const run = this.#runs[at];
    if (!run || run.first > value) return;
    const rest = [
      { first: run.first, last: value - 1n },
      { first: value + 1n, last: run.last },
    ];
    this.#runs.splice(at, 1, ...rest.filter(({ first, last }) => first <= last));
  }

  /** What is not taken between two values, both of them included, lowest first. */
  *gaps({ first, last }: Span): Generator<Span> {
    let from = first;
    for (let at = this.#endingAtOrAfter(first); from <= last; at += 1) {
      const run = this.#runs[at];
      if (!run || run.first > last) return yield { first: from, last };
      if (run.first > from) yield { first: from, last: run.first - 1n };
      from = run.last + 1n;
    }
  }

  /** Where the first run stands that ends at the value or above it. */
  #endingAtOrAfter(value: bigint): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const run = this.#runs[middle];
      if (run && run.last < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
