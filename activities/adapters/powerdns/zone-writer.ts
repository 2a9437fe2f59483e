import { abortWithAll } from '../../http/signals.ts';
import type { RRset } from './schema.ts';
import { type Change, keyOf, type RRsetKey, type ZoneClient } from './zone-client.ts';

/** What one caller wants of a zone. */
export interface Edit {
  keys: readonly RRsetKey[];
  /** The changes that are still needed, given what stands there (by `keyOf`). Throws when the edit must not be made. */
  plan(current: ReadonlyMap<string, RRset>): Change[];
  /** Its caller's cancellation. */
  cancelled: AbortSignal | undefined;
}

interface Waiting {
  edit: Edit;
  done(changes: number): void;
  failed(error: unknown): void;
}

interface Planned {
  waiting: Waiting;
  changes: Change[];
}

/** Of record sets in one PATCH. */
const BATCH = 500;

/**
 * The only writer of a zone in this process. Parallel PATCHes of one zone fail on a locked database, and each accepted
 * one bumps the serial and notifies every secondary: so edits that arrive while one PATCH is on its way share the next.
 * A cancelled edit leaves the queue; one that is on its way waits for the outcome, unless everybody on it is cancelled:
 * an undo that looked before would miss what is made after it.
 */
export class ZoneWriter {
  readonly #zone: ZoneClient;
  #queue: Waiting[] = [];
  #isRunning = false;

  constructor(zone: ZoneClient) {
    this.#zone = zone;
  }

  /** How many record sets were changed. */
  apply(edit: Edit): Promise<number> {
    return new Promise((done, failed) => {
      edit.cancelled?.throwIfAborted();
      const waiting = { edit, done, failed };
      this.#queue.push(waiting);
      edit.cancelled?.addEventListener('abort', () => this.#leave(waiting), { once: true });
      if (this.#isRunning) return;
      this.#isRunning = true;
      // Whoever calls in the same tick still gets on.
      setImmediate(() => void this.#drain());
    });
  }

  #leave(waiting: Waiting): void {
    if (!this.#queue.includes(waiting)) return;
    this.#queue = this.#queue.filter((other) => other !== waiting);
    waiting.failed(waiting.edit.cancelled?.reason);
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      try {
        await this.#write(batch);
      } catch (error) {
        for (const waiting of batch) waiting.failed(error);
      }
    }
    this.#isRunning = false;
  }

  /** Edits of the same record set don't meet in one batch: the later must see what the earlier made. */
  #takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    const taken = new Set<string>();
    for (const waiting of this.#queue) {
      const keys = waiting.edit.keys.map(keyOf);
      const fits = batch.length === 0 || taken.size + keys.length <= BATCH;
      if (!fits || keys.some((key) => taken.has(key))) {
        rest.push(waiting);
        continue;
      }
      batch.push(waiting);
      for (const key of keys) taken.add(key);
    }
    this.#queue = rest;
    return batch;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const ended = endOf(batch);
    const current = await this.#zone.read(
      batch.flatMap((waiting) => waiting.edit.keys),
      ended,
    );
    const planned = batch.flatMap((waiting) => plan(waiting, current));
    const changes = planned.flatMap((item) => item.changes);
    if (changes.length === 0) return;
    if (planned.length > 1 && !(await this.#zone.change(changes, ended))) {
      for (const item of planned) item.waiting.done(item.changes.length);
      return;
    }
    // Alone, or one bad record among many: each by itself, so that it fails only its own caller.
    for (const item of planned) await this.#writeAlone(item);
  }

  async #writeAlone({ waiting, changes }: Planned): Promise<void> {
    const refusal = await this.#zone.change(changes, endOf([waiting]));
    if (refusal) waiting.failed(refusal);
    else waiting.done(changes.length);
  }
}

function endOf(batch: readonly Waiting[]): AbortSignal | undefined {
  return abortWithAll(batch.map(({ edit }) => edit.cancelled));
}

/** Settles at once what needs no write, or must not have one. */
function plan(waiting: Waiting, current: ReadonlyMap<string, RRset>): Planned[] {
  try {
    const changes = waiting.edit.plan(current);
    if (changes.length > 0) return [{ waiting, changes }];
    waiting.done(0);
  } catch (error) {
    waiting.failed(error);
  }
  return [];
}
