import { eventually } from './eventually.ts';
import { given, type NodeScenario } from './scenario.ts';
import type { World } from './world.ts';

/** Longer than it takes to bring everybody into place, shorter than a client waits for an answer. */
const HELD_MS = 10_000;
const INSTALL_SECONDS = 8;

/** Nodes that stand in five different steps, and what holds them there. */
export interface Spread {
  nodes: NodeScenario[];
  /** "create-host 2, install 3, …", as the apiserver shows it. */
  described: string;
  steps: number;
  letGo(): Promise<void>;
}

/**
 * Twelve nodes in five steps: two wait for an answer of Foreman, three machines are being installed, and with the CMDB (two),
 * the DNS (two) and the probes (three) an attempt has failed. Whoever is to get further is brought there first.
 */
export async function spreadNodes(world: World, prefix: string): Promise<Spread> {
  const { simulator } = world;
  const make = (group: string, count: number, rack: string) => {
    const spec = { nodeSelector: { 'topology.tess.io/rack': rack } };
    return Promise.all(Array.from({ length: count }, (_, i) => given(world).node(`${prefix}-${group}${i + 1}`, spec)));
  };
  const all = (nodes: NodeScenario[], step: string, state: string, words?: RegExp) =>
    Promise.all(nodes.map((node) => node.then.step(step, state, words)));
  const lifts: (() => Promise<void>)[] = [];
  const hold = async (fault: Parameters<typeof simulator.fault>[0]) => void lifts.push(await simulator.fault(fault));

  await simulator.settings({ installSeconds: 0.5 });
  await hold({ system: 'proxy', status: 502 });
  await hold({ system: 'powerdns', method: 'PATCH', path: '**/zones/r2.*', status: 503 });
  const probed = await make('ready', 3, 'r1');
  const named = await make('dns', 2, 'r2');
  await Promise.all([all(probed, 'ready', 'Retrying'), all(named, 'publish-dns', 'Retrying')]);

  await hold({ system: 'nautobot', method: 'GET', path: '/api/dcim/devices/', status: 503 });
  await hold({ system: 'foreman', method: 'GET', path: `/api/hosts/${prefix}-host*`, delayMs: HELD_MS });
  const registered = await make('cmdb', 2, 'r3');
  const hosted = await make('host', 2, 'r3');
  await Promise.all([all(registered, 'register-cmdb', 'Retrying'), all(hosted, 'create-host', 'Running')]);

  await simulator.settings({ installSeconds: INSTALL_SECONDS });
  const before = (await simulator.journal()).length;
  const installed = await make('install', 3, 'r3');
  await eventually('three machines are being installed', async () => {
    const begun = (await simulator.journal(before)).filter(({ path }) => path.endsWith('/install-started'));
    return begun.length === installed.length;
  });
  await all(installed, 'install', 'Running', /waiting for the installer/);

  const nodes = [...probed, ...named, ...registered, ...hosted, ...installed];
  const counts = await countBySteps(nodes);
  return {
    nodes,
    described: [...counts].map(([step, count]) => `${step} ${count}`).join(', '),
    steps: counts.size,
    letGo: async () => void (await Promise.all(lifts.map((lift) => lift()))),
  };
}

/** How many unfinished nodes the apiserver shows in each step. */
async function countBySteps(nodes: readonly NodeScenario[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const { status } = await node.read();
    const current = status.steps?.find(({ state }) => state === 'Running' || state === 'Retrying');
    if (current) counts.set(current.name, (counts.get(current.name) ?? 0) + 1);
  }
  return counts;
}
