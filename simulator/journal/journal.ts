import { redactPath } from './redact.ts';

export type SystemName = 'foreman' | 'nautobot' | 'powerdns' | 'redfish' | 'salt' | 'proxy' | 'machine' | 'admin';

export interface Entry {
  /** Grows by one with every entry, from 1. */
  seq: number;
  /** ISO 8601. */
  time: string;
  system: SystemName;
  /** HTTP method, or `EVENT` for something that a machine did. */
  method: string;
  /** Without query; secrets replaced. */
  path: string;
  /** HTTP status answered; 0 when the connection was closed without an answer. */
  status: number;
  changed: boolean;
  /** Natural key of the thing touched. */
  key: string;
  /** Id of the fault that was applied. */
  fault?: string;
}

interface Kept extends Omit<Entry, 'seq' | 'time'> {
  at: number;
}

/** Append-only list of everything that happened, in the order in which it was committed. */
export class Journal {
  readonly #kept: Kept[] = [];

  record(entry: Omit<Entry, 'seq' | 'time'>): void {
    this.#kept.push({ ...entry, path: redactPath(entry.system, entry.path), at: Date.now() });
  }

  /** Something that a machine did or suffered, e.g. `installed`. */
  event(uuid: string, what: string): void {
    this.record({
      system: 'machine',
      method: 'EVENT',
      path: `/machines/${uuid}/${what}`,
      status: 200,
      changed: true,
      key: uuid,
    });
  }

  after(seq: number): Entry[] {
    return this.#kept.slice(seq).map(({ at, ...entry }, index) => ({
      seq: seq + index + 1,
      time: new Date(at).toISOString(),
      ...entry,
    }));
  }

  get length(): number {
    return this.#kept.length;
  }
}
