import { readObjects } from '../cluster/yaml-objects.ts';
import { machinesOf } from './machines.ts';
import { seedOf } from './seed.ts';

const atOnce = 16;

/** Puts the metal and the surroundings that the datacenter file describes into the simulator. */
export async function loadMetal(admin: string, datacenterFile: string): Promise<{ machines: number }> {
  const objects = readObjects(datacenterFile);
  await send('POST', `${admin}/_sim/seed`, seedOf(objects));
  const machines = machinesOf(objects);
  const waiting = [...machines];
  const worker = async () => {
    for (let machine = waiting.pop(); machine; machine = waiting.pop()) {
      await send('PUT', `${admin}/_sim/machines/${machine.uuid}`, machine);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { machines: machines.length };
}

async function send(method: 'POST' | 'PUT', url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The simulator refused ${method} ${url} (${response.status}): ${text}`);
}
