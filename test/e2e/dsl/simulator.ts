/** The simulator's own truth, as its admin interface tells it. */
export interface SimulatorState {
  machines: {
    uuid: string;
    name: string;
    power: string;
    installs: number;
    powerOns: number;
    disks: { name: string; content: string }[];
    installed: { hostname: string; addresses: string[]; hostKey: string } | null;
    lastError: string | null;
  }[];
  hosts: { name: string; build: boolean; mac: string; parameters: Record<string, string> | unknown }[];
  devices: { name: string; status: string; custom_fields?: Record<string, unknown> }[];
  addresses: { address: string; dns_name?: string }[];
  rrsets: { zone: string; name: string; type: string; records: unknown[] }[];
}

export interface JournalEntry {
  seq: number;
  time: string;
  system: string;
  method: string;
  path: string;
  status: number;
  changed: boolean;
  key: string;
}

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
  count?: number;
}

export interface Simulator {
  state(): Promise<SimulatorState>;
  journal(after?: number): Promise<JournalEntry[]>;
  fault(fault: Fault): Promise<() => Promise<void>>;
  clearFaults(): Promise<void>;
  settings(settings: Record<string, unknown>): Promise<void>;
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
      return async () => void (await call('DELETE', `/faults/${id}`));
    },
    clearFaults: async () => void (await call('DELETE', '/faults')),
    settings: async (settings) => void (await call('PUT', '/settings', settings)),
  };
}
