import { randomBytes } from 'node:crypto';
import type { Fault, Faults } from '../faults/faults.ts';
import type { Settings } from '../settings.ts';
import { Indexed } from '../storage/indexed.ts';
import { Commits } from './commits.ts';
import { Jobs, startTimeOf } from './jobs.ts';
import { Keys } from './keys.ts';
import { refusalOf, spoilt } from './minion-fault.ts';
import { type JobReturn, type Minion, newMinion, type NewMinion, type Run } from './minion.ts';
import type { Order } from './order.ts';
import { runFunction } from './run-function.ts';
import { busy, runStates, showStates, statesIn } from './run-states.ts';

const FIRST_PID = 2_000;
/** How many jids a minion remembers (`minion_jid_queue_hwm`). */
const REMEMBERED_JIDS = 100;
/** How often a queued state run looks whether its turn has come. */
const QUEUE_SECONDS = 0.05;

/** A Salt master, its minions and the wire between them. */
export class SaltMaster {
  readonly keys = new Keys();
  /** Of its own key. */
  readonly fingerprint = randomBytes(32).toString('hex').match(/../g)?.join(':') ?? '';
  readonly jobs: Jobs;
  readonly commits = new Commits();
  /** By `id:` and `machine:`. Two may have one id, and then one of them is an impostor. */
  readonly minions = new Indexed<Minion>(({ id, machine }) => [`id:${id}`, ...(machine ? [`machine:${machine}`] : [])]);
  readonly #settings: Settings;
  readonly #faults: Faults;
  readonly #timers = new Set<NodeJS.Timeout>();
  #lastPid = FIRST_PID;
  #forgot = 0;

  constructor(settings: Settings, faults: Faults) {
    this.#settings = settings;
    this.#faults = faults;
    this.jobs = new Jobs(settings);
  }

  /** A minion's process starts, and asks to be let in. */
  connect(given: NewMinion): Minion {
    const minion = newMinion(given);
    this.minions.put(minion);
    this.keys.ask(minion.id, minion.fingerprint);
    return minion;
  }

  /** The process of the same minion starts anew: what it was doing has ended, and what it heard is forgotten. */
  restart(minion: Minion): void {
    minion.running.clear();
    minion.heard.clear();
    minion.startedAt = Date.now();
    this.keys.ask(minion.id, minion.fingerprint);
  }

  /** Its process ends: it hears no more, and what it was doing ends with it. */
  disconnect(minion: Minion): void {
    this.minions.remove(minion);
    minion.running.clear();
  }

  /** A minion whose key was thrown away finds out, and asks again. Of two with one id it is now the one first, now the other. */
  forget(ids: readonly string[]): void {
    this.#forgot += 1;
    const turn = this.#forgot;
    this.#later(this.#settings.saltAskSeconds, () => {
      for (const id of ids) {
        const minions = [...this.minions.find(`id:${id}`)];
        if (turn % 2 === 1) minions.reverse();
        for (const minion of minions) this.keys.ask(minion.id, minion.fingerprint);
      }
    });
  }

  /** The process behind the accepted key of that name, if it runs. */
  minionOf(id: string): Minion | undefined {
    const key = this.keys.accepted(id);
    return key && this.minions.find(`id:${id}`).find(({ fingerprint }) => fingerprint === key.fingerprint);
  }

  /** Sends a job out to those of its targets whose key is accepted; a second time changes nothing of the first. */
  publish(order: Order): { minions: string[]; isNew: boolean } {
    const minions = order.target.filter((id) => this.keys.accepted(id) !== undefined);
    if (minions.length === 0) return { minions, isNew: false };
    const isNew = this.jobs.add({ ...order, minions, at: Date.now(), returns: new Map() });
    for (const id of minions) {
      const minion = this.minionOf(id);
      if (minion) this.#hear(minion, order, (value) => this.jobs.take(order.jid, id, value));
    }
    return { minions, isNew };
  }

  /** Asks for something short, and gives what comes back at once; who says nothing is not in it. */
  askAll(order: Order): Map<string, JobReturn> {
    const returns = new Map<string, JobReturn>();
    for (const id of order.target) {
      const minion = this.minionOf(id);
      if (minion) this.#hear(minion, order, (value) => returns.set(id, value));
    }
    return returns;
  }

  reset(): void {
    this.close();
    this.keys.clear();
    this.jobs.clear();
    this.commits.clear();
    this.minions.clear();
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #hear(minion: Minion, order: Order, send: (value: JobReturn) => void): void {
    const { jid, fun, args, kwargs } = order;
    if (Date.now() - minion.startedAt < this.#settings.saltStartSeconds * 1000) return;
    if (minion.heard.has(jid)) return;
    const fault = this.#faults.take('minion', 'RUN', `/${minion.id}/${fun}`);
    if (fault?.does === 'silent') return;
    remember(minion, jid);
    const deliver = (value: JobReturn) => {
      minion.kept.set(jid, { order, value });
      if (fault?.does !== 'lose-return') send(value);
    };
    if (!fun.startsWith('state.')) {
      if (!fun.startsWith('saltutil.')) begin(minion, order);
      return deliver(refusalOf(fault, jid) ?? runFunction(minion, { fun, args, kwargs }));
    }
    if (fun === 'state.show_lowstate') return deliver(this.#show(minion, order));
    this.#runStates(minion, order, fault, deliver);
  }

  #show(minion: Minion, { kwargs }: Order): JobReturn {
    const [running] = minion.running;
    if (running) return busy(running[0], running[1].pid, startTimeOf(running[0]));
    return showStates({ minion, kwargs, served: this.commits.served });
  }

  #runStates(minion: Minion, order: Order, fault: Fault | null, deliver: (value: JobReturn) => void): void {
    const { jid, kwargs } = order;
    const refusal = refusalOf(fault, jid);
    if (refusal) return deliver(refusal);
    const [running] = minion.running;
    if (running && kwargs.queue === true)
      return this.#later(QUEUE_SECONDS, () => this.#runStates(minion, order, fault, deliver));
    if (running) return deliver(busy(running[0], running[1].pid, startTimeOf(running[0])));
    const run = begin(minion, order);
    this.#lastPid += 1;
    minion.running.set(jid, { order, pid: this.#lastPid });
    const seconds = fault?.does === 'slow' ? (fault.seconds ?? Infinity) : this.#settings.saltStateSeconds;
    this.#later(seconds, () => {
      if (!minion.running.delete(jid) || !this.minions.has(minion)) return;
      const value = runStates({ minion, kwargs, served: this.commits.served });
      run.states = statesIn(value);
      deliver(spoilt(value, fault));
    });
  }

  /** Infinity is never. */
  #later(seconds: number, work: () => void): void {
    if (seconds === 0) return work();
    if (seconds === Infinity) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, seconds * 1000).unref();
    this.#timers.add(timer);
  }
}

function begin(minion: Minion, { jid, fun, kwargs }: Order): Run {
  const run = { jid, fun, kwargs, at: new Date().toISOString(), states: 0 };
  minion.runs.push(run);
  return run;
}

function remember(minion: Minion, jid: string): void {
  minion.heard.add(jid);
  if (minion.heard.size > REMEMBERED_JIDS) minion.heard.delete(minion.heard.values().next().value ?? '');
}
