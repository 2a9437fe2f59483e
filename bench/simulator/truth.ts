import { setTimeout as sleep } from 'node:timers/promises';
import { eachAtOnce } from '../../api/at-once.ts';
import type { BenchMachine } from './machine.ts';

const LANES = 8;
const PAUSE_MS = 500;
/** Without one more machine in that time something hangs. */
const STUCK_MS = 60_000;

interface ShownMachine {
  uuid: string;
  phase: string;
  installs: number;
  lastError: string | null;
  installed: { hostname: string; addresses: string[] } | null;
}

interface State {
  machines: ShownMachine[];
  hosts: { name: string; build: boolean; installed_at: string | null }[];
  devices: { name: string; status: string; primary_ip4: string | null }[];
  rrsets: { name: string; type: string; records: { content: string }[] }[];
}

/** Waits until every machine runs what was installed, or until nothing moves any more. */
export async function untilInstalled(
  adminUrl: string,
  machines: readonly BenchMachine[],
  onProgress: (running: number) => void,
): Promise<void> {
  let waiting = [...machines];
  let moved = Date.now();
  while (waiting.length > 0 && Date.now() - moved < STUCK_MS) {
    const phases = await eachAtOnce(waiting, LANES, async ({ uuid }) => (await machineAt(adminUrl, uuid)).phase);
    const still = waiting.filter((_machine, index) => phases[index] !== 'running');
    if (still.length < waiting.length) moved = Date.now();
    waiting = still;
    onProgress(machines.length - waiting.length);
    await sleep(PAUSE_MS);
  }
}

/** How many machines are installed once, as themselves, and so in every system; why the first of the others is not. */
export async function countInstalled(adminUrl: string, machines: readonly BenchMachine[]) {
  const state = (await (await fetch(`${adminUrl}/_sim/state`)).json()) as State;
  const metal = new Map(state.machines.map((machine) => [machine.uuid, machine]));
  const hosts = new Map(state.hosts.map((host) => [host.name, host]));
  const devices = new Map(state.devices.map((device) => [device.name, device]));
  const records = new Map(state.rrsets.map(({ name, type, records: own }) => [`${name} ${type}`, own[0]?.content]));

  const problems = machines.flatMap((machine) => {
    const { uuid, name, fqdn, ip, reverse } = machine;
    const shown = metal.get(uuid);
    const host = hosts.get(fqdn);
    const device = devices.get(name);
    const isSo =
      shown?.phase === 'running' &&
      shown.installs === 1 &&
      shown.installed?.hostname === fqdn &&
      shown.installed.addresses.includes(ip) &&
      host?.build === false &&
      host.installed_at !== null &&
      device?.status === 'Active' &&
      device.primary_ip4 === `${ip}/24` &&
      records.get(`${fqdn}. A`) === ip &&
      records.get(`${reverse} PTR`) === `${fqdn}.`;
    return isSo ? [] : [`${name}: ${JSON.stringify({ shown, host, device })}`];
  });
  return { installed: machines.length - problems.length, problem: problems[0] };
}

async function machineAt(adminUrl: string, uuid: string): Promise<ShownMachine> {
  const reply = await fetch(`${adminUrl}/_sim/machines/${uuid}`);
  if (!reply.ok) throw new Error(`Machine ${uuid}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as ShownMachine;
}
