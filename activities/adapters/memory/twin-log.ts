import type { Failure } from '../../failure.ts';

/** What a twin was made to do: its journal of changes, and failures that a test planted. */
export class TwinLog {
  /** One line for each change that was really made, such as "create host n1.example". */
  readonly changes: string[] = [];
  readonly #planted: { when: 'before' | 'after'; failure: Failure }[] = [];

  /** Pings that came. */
  pings = 0;
  /** Pings and changes that were refused. */
  refused = 0;
  /** What every ping and every change is answered with, until it is taken away. */
  refusal: Failure | undefined;

  answer(): void {
    this.pings += 1;
    this.#refuse();
  }

  /** The next change fails: `before` it is made, or `after`, as when the answer is lost. */
  failNextChange(when: 'before' | 'after', failure: Failure): void {
    this.#planted.push({ when, failure });
  }

  change(line: string, make: () => void): void {
    this.#refuse();
    const planted = this.#planted.shift();
    if (planted?.when === 'before') throw planted.failure;
    make();
    this.changes.push(line);
    if (planted) throw planted.failure;
  }

  #refuse(): void {
    if (!this.refusal) return;
    this.refused += 1;
    throw this.refusal;
  }
}
