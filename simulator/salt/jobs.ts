import type { Settings } from '../settings.ts';
import type { JobReturn } from './minion.ts';
import type { Order } from './order.ts';

export interface Job extends Order {
  minions: string[];
  /** Milliseconds of the clock. */
  at: number;
  returns: Map<string, JobReturn>;
}

/** The master's job cache: it forgets, by default after a day. */
export class Jobs {
  readonly #settings: Pick<Settings, 'saltKeepJobsSeconds'>;
  readonly #byJid = new Map<string, Job>();

  constructor(settings: Pick<Settings, 'saltKeepJobsSeconds'>) {
    this.#settings = settings;
  }

  get(jid: string): Job | undefined {
    const job = this.#byJid.get(jid);
    if (!job || Date.now() - job.at < this.#settings.saltKeepJobsSeconds * 1000) return job;
    this.#byJid.delete(jid);
    return undefined;
  }

  all(): Job[] {
    return [...this.#byJid.values()];
  }

  /** A second job of that jid changes nothing of the first. */
  add(job: Job): boolean {
    if (this.get(job.jid)) return false;
    this.#byJid.set(job.jid, job);
    return true;
  }

  /** The first return of a minion counts: another one looks like a replay. */
  take(jid: string, minion: string, value: JobReturn): void {
    const returns = this.get(jid)?.returns;
    if (returns && !returns.has(minion)) returns.set(minion, value);
  }

  clear(): void {
    this.#byJid.clear();
  }
}

export function jobTruth({ jid, fun, kwargs, minions, metadata, at, returns }: Job): object {
  return { jid, fun, kwargs, minions, metadata, at: new Date(at).toISOString(), returned: [...returns.keys()] };
}

/** `20260822101500000123` as Salt shows it; empty when it is no jid. */
export function startTimeOf(jid: string): string {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{6})$/.exec(jid);
  if (!parts) return '';
  const [, year, month, day, hours, minutes, seconds, micros] = parts;
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${year}, ${names[Number(month) - 1] ?? ''} ${day} ${hours}:${minutes}:${seconds}.${micros}`;
}

let lastMicros = 0;

/** A jid of the master's own making: the time, and never the same twice. */
export function newJid(): string {
  lastMicros = Math.max(lastMicros + 1, Date.now() * 1000);
  const time = new Date(Math.floor(lastMicros / 1000)).toISOString().replace(/\D/g, '');
  return `${time}${String(lastMicros % 1000).padStart(3, '0')}`;
}
