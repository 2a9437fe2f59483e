import { defaultCredentials } from '../../../simulator/credentials.ts';
import { startSimulator, type ServerName, type Simulator } from '../../../simulator/simulator.ts';
import type { Settings, SettingsChange } from '../../../simulator/settings.ts';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // Replies of many systems in many shapes: tests say what they expect of them.
  body: never;
}

export type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

export interface Lab {
  simulator: Simulator;
  admin: Call;
  foreman: Call;
  nautobot: Call;
  powerdns: Call;
  redfish: Call;
}

export const fastSettings: Partial<Settings> = {
  installSeconds: 0.02,
  powerSeconds: 0.02,
  bootSeconds: 0.02,
  wipeSeconds: 0.02,
  retrySeconds: 0.02,
};

/** A simulator with all times short, and a client with the right login for each system. */
export async function startLab(settings: SettingsChange = {}): Promise<Lab> {
  const simulator = await startSimulator({ settings: { ...fastSettings, ...settings } });
  const credentials = defaultCredentials();
  const client = (name: ServerName, headers: Record<string, string>) => clientOf(simulator.urls[name], headers);
  return {
    simulator,
    admin: client('admin', {}),
    foreman: client('foreman', { authorization: basic(credentials.foreman.username, credentials.foreman.password) }),
    nautobot: client('nautobot', {
      authorization: `Token ${credentials.nautobot.token}`,
      accept: 'application/json; version=3.0',
    }),
    powerdns: client('powerdns', { 'x-api-key': credentials.powerdns.apiKey }),
    redfish: client('redfish', { authorization: basic(credentials.redfish.username, credentials.redfish.password) }),
  };
}

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

export function clientOf(base: string, standard: Record<string, string>): Call {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(base + path, {
      method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...standard, ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  };
}

/** Asks again and again until the answer is there; fails after ten seconds. */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function parse(text: string): never {
  try {
    return JSON.parse(text) as never;
  } catch {
    return text as never;
  }
}
