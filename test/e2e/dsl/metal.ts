import { computeAsset } from '../../../api/kinds/compute-asset.ts';
import { type Machine, machinesOf } from '../../../hack/datacenter/machines.ts';
import type { KubeObject } from '../../../hack/cluster/objects.ts';
import { simulatorCredentials } from '../../../hack/stack/credentials.ts';
import { eventually } from './eventually.ts';
import type { Fault, SimulatorState } from './simulator.ts';
import type { World } from './world.ts';

export type Metal = Awaited<ReturnType<typeof metalOf>>;

/** The machine of an asset as the asset describes it now: its own truth, and what can be done to it. */
export async function metalOf(world: World, asset: string) {
  const described = await world.cluster.get(computeAsset, { name: asset });
  const [spec] = machinesOf([described as unknown as KubeObject]);
  if (!spec) throw new Error(`Asset ${asset} has no machine`);
  const { uuid } = spec;
  const system = `/redfish/v1/Systems/${uuid}`;
  const { simulator } = world;

  async function truth(): Promise<SimulatorState['machines'][number]> {
    const machine = (await simulator.state()).machines.find(({ name }) => name === asset);
    if (!machine) throw new Error(`There is no machine ${asset}`);
    return machine;
  }

  async function redfish(method: string, path: string, body?: object): Promise<object> {
    const { username, password } = simulatorCredentials.redfish;
    const reply = await fetch(`${world.stack.file.simulator.redfish}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`);
    return text === '' ? {} : (JSON.parse(text) as object);
  }

  return {
    asset,
    uuid,
    spec,
    truth,
    is: (change: Partial<Machine> & { bootOrder?: string[] }) => simulator.putMachine(uuid, { ...spec, ...change }),
    /** Somebody at the machine, or its own panic: nothing that Bedplate ordered. */
    async reset(ResetType: 'On' | 'ForceRestart' | 'ForceOff'): Promise<void> {
      const { Actions } = (await redfish('GET', system)) as { Actions: Record<string, { target: string }> };
      await redfish('POST', Actions['#ComputerSystem.Reset']?.target ?? '', { ResetType });
    },
    /** What it calls goes wrong so. */
    callFails: (path: string, fault: Omit<Fault, 'system'>) =>
      simulator.fault({ system: 'machine', path, machine: uuid, ...fault }),
    /** What its BMC is asked goes wrong so. */
    bmcFails: (fault: Omit<Fault, 'system' | 'path'>, path = '**') =>
      simulator.fault({ system: 'redfish', path: `${system}${path}`, ...fault }),
    /** Its BMC says so of the machine, whatever is true. */
    bmcSays: async (change: object) => {
      const body = JSON.stringify({ ...(await redfish('GET', system)), ...change });
      return simulator.fault({ system: 'redfish', method: 'GET', path: system, body });
    },
    /** What happened to the machine since: powered-on, install-started, installed, booted, wiped, … */
    async events(after = 0): Promise<string[]> {
      const prefix = `/machines/${uuid}/`;
      const entries = (await simulator.journal(after)).filter(({ path }) => path.startsWith(prefix));
      return entries.map(({ path }) => path.slice(prefix.length));
    },
    /** Orders that its BMC took, or was asked for in vain. */
    async orders(after = 0): Promise<string[]> {
      const entries = (await simulator.journal(after)).filter(
        ({ system: name, method, path }) => name === 'redfish' && method !== 'GET' && path.includes(uuid),
      );
      return entries.map(({ method, path }) => `${method} ${path}`);
    },
    happens: (event: string, after = 0) =>
      eventually(`${asset}: ${event}`, async () => {
        const prefix = `/machines/${uuid}/${event}`;
        return (await simulator.journal(after)).find(({ path }) => path === prefix);
      }),
  };
}
