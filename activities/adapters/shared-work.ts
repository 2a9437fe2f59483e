import { unlessAborted } from '../http/signals.ts';

/**
 * Work whose result serves everyone who asks for the same key while it runs, and for a while after. A failure is not
 * kept. Who is cancelled leaves; the work goes on for the others.
 */
export class SharedWork<T> {
  readonly #keepMs: number;
  readonly #cancellation: () => AbortSignal | undefined;
  readonly #entries = new Map<string, { result: Promise<T>; until: number }>();

  /** `cancellation` is asked for that of each caller. */
  constructor(keepMs: number, cancellation: () => AbortSignal | undefined = () => undefined) {
    this.#keepMs = keepMs;
    this.#cancellation = cancellation;
  }

  get(key: string, work: () => Promise<T>): Promise<T> {
    return unlessAborted(this.#result(key, work), this.#cancellation());
  }

  #result(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known && known.until > Date.now()) return known.result;
    const entry = { result: work(), until: Infinity };
    this.#entries.set(key, entry);
    entry.result.then(
      () => (entry.until = Date.now() + this.#keepMs),
      () => this.#entries.get(key) === entry && this.#entries.delete(key),
    );
    return entry.result;
  }

  clear(): void {
    this.#entries.clear();
  }
}
