import type { JournalEntry, Outside as SimulatorState } from '../../../hack/truth/outside.ts';

export type { JournalEntry, SimulatorState };

export interface Fault {
  system: string;
  method?: string;
  path?: string;
  status?: number;
  delayMs?: number;
  hang?: boolean;
  drop?: 'before' | 'after';
  /** Text of the answer's body. */
  body?: string;
  /** Process that is killed (SIGKILL) after the system has committed and before it replies. */
  killPid?: number;
  /** `machine` only: what the machine of this UUID sends, and no other. */
  machine?: string;
  /** `machine` only: the call is sent a second time. */
  duplicate?: boolean;
  /** `minion` only, whose path is `/ID/FUNCTION`: what goes wrong with the job there. */
  does?: 'slow' | 'lose-return';
  /** How many requests it hits; without it, all. */
  count?: number;
  /** Chance from 0 to 1 that a matching request is hit. */
  probability?: number;
}

/** Lifts the fault. */
export type Lift = (() => Promise<void>) & { id: string };

export interface Simulator {
  state(): Promise<SimulatorState>;
  journal(after?: number): Promise<JournalEntry[]>;
  fault(fault: Fault): Promise<Lift>;
  clearFaults(): Promise<void>;
  settings(settings: Record<string, unknown>): Promise<void>;
  /** Adds metal, or changes what it is; what it has become stays. */
  putMachine(uuid: string, spec: object): Promise<void>;
  /** What the install of a machine wrote onto it, by path. */
  filesOf(uuid: string): Promise<Record<string, string>>;
}

export function simulatorAt(admin: string): Simulator {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${admin}/_sim${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_sim${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  return {
    state: () => call('GET', '/state') as Promise<SimulatorState>,
    journal: (after = 0) => call('GET', `/journal?after=${after}`) as Promise<JournalEntry[]>,
    async fault(fault) {
      const { id } = (await call('POST', '/faults', { method: '*', path: '**', ...fault })) as { id: string };
      return Object.assign(async () => void (await call('DELETE', `/faults/${id}`)), { id });
    },
    clearFaults: async () => void (await call('DELETE', '/faults')),
    settings: async (settings) => void (await call('PUT', '/settings', settings)),
    filesOf: (uuid) => call('GET', `/machines/${uuid}/files`) as Promise<Record<string, string>>,
    putMachine: async (uuid, spec) => void (await call('PUT', `/machines/${uuid}`, spec)),
  };
}
