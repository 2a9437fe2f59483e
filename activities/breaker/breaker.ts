import type { Outage } from '../../api/failures.ts';
import { Failure } from '../failure.ts';
import { admit, type BreakerState, noteAnswer, noteOutage, UNTRIED } from './state.ts';

/** Who calls: whose trouble it is, and what to tell of it. */
export interface Caller {
  /** Names of the ComputeProviders that use the system this way. */
  providers(): readonly string[];
  /** Says the trouble to them. Must not throw, and is not waited for. */
  tell(failure: Failure, outage: Outage): void;
  /** Such as "Secret bedplate-system/foreman". */
  secret: string;
}

/** A prober may ask what others may not; but not what the same login was just refused. */
const PROBE_SPACING_MS = 1_000;

/** In front of one system under one login: what all calls of this process have in common. */
export class Breaker {
  #state: BreakerState = UNTRIED;
  /** The call that goes alone; its outcome never rejects. */
  #trial: Promise<Failure | undefined> | undefined;
  /** Failures that several callers share count once. */
  readonly #noted = new WeakSet<Failure>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get isOpen(): boolean {
    return this.#state.phase === 'open';
  }

  /** Somebody saw that the system is well again: the next call goes alone, and opens the way for the others. */
  mend(): void {
    if (this.isOpen) this.#state = UNTRIED;
  }

  async run<T>(call: () => Promise<T>, caller: Caller, isProbe = false): Promise<T> {
    for (;;) {
      const admission = isProbe ? this.#admitProbe() : admit(this.#state, this.#now());
      if (admission === 'refuse') throw isProbe ? this.#met() : this.#refusal(caller);
      if (admission === 'pass') return this.#observe(call, caller, isProbe);
      if (!this.#trial) return this.#goAlone(call, caller, isProbe);
      const met = await this.#trial;
      if (met) throw this.isOpen && !isProbe ? this.#refusal(caller) : met;
    }
  }

  #admitProbe() {
    const state = this.#state;
    if (state.phase !== 'open') return admit(state, this.#now());
    const justRefused = state.outage === 'refused' && this.#now() - state.metAt < PROBE_SPACING_MS;
    return justRefused ? 'refuse' : 'pass';
  }

  async #goAlone<T>(call: () => Promise<T>, caller: Caller, isProbe: boolean): Promise<T> {
    const going = this.#observe(call, caller, isProbe);
    const trial = going.then(
      () => undefined,
      (error: unknown) => (outageOf(error) === undefined ? undefined : (error as Failure)),
    );
    this.#trial = trial;
    try {
      return await going;
    } finally {
      if (this.#trial === trial) this.#trial = undefined;
    }
  }

  /** A probe is told what it met, in plain words; it waits for nobody. */
  async #observe<T>(call: () => Promise<T>, caller: Caller, isProbe: boolean): Promise<T> {
    const began = this.#now();
    try {
      const result = await call();
      this.#state = noteAnswer(this.#state, began);
      return result;
    } catch (error) {
      // Neither an answer nor none: it was cancelled, or is a mistake of ours.
      if (!(error instanceof Failure)) throw error;
      const outage = outageOf(error);
      if (outage === undefined) {
        // What never went out (a plan of ours that is refused, say) is no answer, but does no harm as one.
        this.#state = noteAnswer(this.#state, began);
        throw error;
      }
      this.#note(error, outage, caller);
      throw this.isOpen && !isProbe ? this.#refusal(caller) : error;
    }
  }

  #note(failure: Failure, outage: Outage, caller: Caller): void {
    if (this.#noted.has(failure)) return;
    this.#noted.add(failure);
    this.#state = noteOutage(this.#state, outage, failure, this.#now());
    if (this.isOpen) caller.tell(failure, outage);
  }

  #met(): Failure {
    if (this.#state.phase !== 'open') throw new Error('only an open breaker refuses');
    return this.#state.met;
  }

  #refusal(caller: Caller): Failure {
    if (this.#state.phase !== 'open') throw new Error('only an open breaker refuses');
    return heldFailure(this.#state.met, this.#state.outage, new Date(this.#state.since), caller);
  }
}

/** What is said to whoever was not let through. */
export function heldFailure(met: Failure, outage: Outage, since: Date, { providers, secret }: Caller): Failure {
  const names = providers();
  const whom = names.length > 0 ? `Waits for ComputeProvider ${names.join(', ')}: ` : '';
  const at = since.toISOString().replace(/\.\d+Z$/, 'Z');
  const next =
    outage === 'refused'
      ? `It is not tried again with this login (since ${at}); fix ${secret}, then it goes on by itself.`
      : `Nothing more is sent there (since ${at}) until a probe is answered; then it goes on by itself.`;
  return new Failure(met.type, `${whom}${met.message} ${next}`, {
    outage,
    waited: true,
    waitsFor: names.map((name) => ({ kind: 'ComputeProvider', name })),
    cause: met,
  });
}

function outageOf(error: unknown): Outage | undefined {
  return error instanceof Failure ? error.outage : undefined;
}
