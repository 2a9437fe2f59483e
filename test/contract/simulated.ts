import { Http, type HttpOptions } from '../../activities/http/http.ts';
import { defaultCredentials } from '../../simulator/credentials.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { trapIds } from '../../simulator/traps/registry.ts';
import type { TrapSwitches } from '../../simulator/traps/traps.ts';

export interface JournalEntry {
  system: string;
  method: string;
  path: string;
  status: number;
  changed: boolean;
}

type System = 'foreman' | 'nautobot' | 'powerdns' | 'redfish' | 'salt';

export interface Fault {
  system: System;
  method?: string;
  path?: string;
  status?: number;
  body?: string;
  drop?: 'before' | 'after';
  hang?: boolean;
  count?: number;
}

/** `BEDPLATE_TRAPS_OFF=nautobot.pages npm test -- test/contract` shows which tests a trap makes. */
function switchedOff(): TrapSwitches {
  const named = process.env.BEDPLATE_TRAPS_OFF?.split(',') ?? [];
  const unknown = named.filter((name) => !trapIds.some((id) => id === name));
  if (unknown.length > 0) throw new Error(`BEDPLATE_TRAPS_OFF names no trap: ${unknown.join(', ')}.`);
  return Object.fromEntries(named.map((name) => [name, false]));
}

/** A simulated datacenter with its own truth beside it; fast, and emptied by `reset`. */
export class Simulated {
  readonly credentials = defaultCredentials();
  readonly #simulator: Simulator;
  readonly #https: Http[] = [];
  #since = 0;

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  static async start(): Promise<Simulated> {
    const settings = { powerSeconds: 0.05, bootSeconds: 0.05, installSeconds: 0.05, retrySeconds: 0.05 };
    return new Simulated(await startSimulator({ settings: { ...settings, traps: switchedOff() } }));
  }

  get urls(): Simulator['urls'] {
    return this.#simulator.urls;
  }

  http(options: HttpOptions = {}): Http {
    const http = new Http(options);
    this.#https.push(http);
    return http;
  }

  async reset(): Promise<void> {
    await this.admin('DELETE', '/_sim/faults');
    await this.admin('POST', '/_sim/reset');
    await this.mark();
  }

  async close(): Promise<void> {
    await Promise.all(this.#https.map((http) => http.close()));
    await this.#simulator.close();
  }

  async admin(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await fetch(this.urls.admin + path, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async set(settings: object): Promise<void> {
    await this.admin('PUT', '/_sim/settings', settings);
  }

  async fault(fault: Fault): Promise<void> {
    await this.admin('POST', '/_sim/faults', { count: 1, ...fault });
  }

  /** What the system was asked since `mark`. */
  async journal(system: System): Promise<JournalEntry[]> {
    const entries = (await this.admin('GET', `/_sim/journal?after=${this.#since}`)) as JournalEntry[];
    return entries.filter((entry) => entry.system === system);
  }

  /** Of these, what really changed something, as "POST /api/hosts". */
  async changes(system: System): Promise<string[]> {
    const entries = await this.journal(system);
    return entries.filter((entry) => entry.changed).map((entry) => `${entry.method} ${entry.path}`);
  }

  async writes(system: System): Promise<string[]> {
    const entries = await this.journal(system);
    return entries.filter((entry) => entry.method !== 'GET').map((entry) => `${entry.method} ${entry.path}`);
  }

  /** The journal is read from here on. */
  async mark(): Promise<void> {
    const entries = (await this.admin('GET', '/_sim/journal')) as { seq: number }[];
    this.#since = Math.max(0, ...entries.map((entry) => entry.seq));
  }
}
