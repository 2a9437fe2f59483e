import type { Failure } from '../../../activities/failure.ts';

type When = 'before' | 'after';

interface Hold {
  name: string;
  when: When;
  reached: () => void;
  letGo: Promise<void>;
}

export interface HeldActivity {
  /** Resolves when the activity has come to the point where it is held. */
  reached: Promise<void>;
  letGo(): void;
}

/** What goes wrong with activities, as planned by a test. */
export class Disturbances {
  readonly #failures = new Map<string, { failure: Failure; when: When }>();
  #holds: Hold[] = [];
  readonly #ends: (() => void)[] = [];

  /** From now on it fails, `before` it does anything or `after` (its answer is lost), until it is healed. */
  fails(name: string, failure: Failure, when: When = 'before'): { heal(): void } {
    this.#failures.set(name, { failure, when });
    return { heal: () => this.#failures.delete(name) };
  }

  /** Its next run hangs, before or after it did its work, until it is let go. */
  holds(name: string, when: When): HeldActivity {
    let reached: () => void = () => undefined;
    let letGo: () => void = () => undefined;
    const isReached = new Promise<void>((resolve) => (reached = resolve));
    const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
    this.#holds.push({ name, when, reached, letGo: isLetGo });
    this.#ends.push(letGo);
    return { reached: isReached, letGo };
  }

  async around(name: string, run: () => Promise<unknown>): Promise<unknown> {
    const hold = this.#holds.find((planned) => planned.name === name);
    this.#holds = this.#holds.filter((planned) => planned !== hold);
    const failing = this.#failures.get(name);
    if (hold?.when === 'before') await this.#wait(hold);
    if (failing?.when === 'before') throw failing.failure;
    const result = await run();
    if (hold?.when === 'after') await this.#wait(hold);
    if (failing?.when === 'after') throw failing.failure;
    return result;
  }

  end(): void {
    this.#failures.clear();
    this.#holds = [];
    for (const end of this.#ends) end();
  }

  async #wait(hold: Hold): Promise<void> {
    hold.reached();
    await hold.letGo;
  }
}
