import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { bedplate } from './command.ts';
import { claimOf } from './install-endpoint.ts';
import type { Metal } from './metal.ts';
import { given, type NodeScenario, type NodeSpec } from './scenario.ts';
import type { World } from './world.ts';

/** Of a machine that asks the network what to boot before it looks at its disks. */
export const NETWORK_FIRST = { bootOrder: ['network', 'disk'] };

export const nodeOn = (world: World, name: string, asset: string, spec: NodeSpec = {}): Promise<NodeScenario> =>
  given(world).node(name, { assetName: asset, ...spec });

/** `bedplate retry`, which must find something that waits. */
export async function retried(world: World, name: string): Promise<void> {
  expect(await bedplate(world, 'retry', name)).toMatchObject({ exit: 0 });
}

/** Gone, and its machine off and wiped: an asset like any other. */
export async function goneAndClean(world: World, node: NodeScenario, metal: Metal): Promise<void> {
  await node.then.isGone(90_000);
  expect(await world.cluster.get(assetClaim, { name: metal.asset })).toBeUndefined();
  const { power, installed, disks } = await metal.truth();
  expect({ power, installed, disks: new Set(Object.values(disks)) }).toEqual({
    power: 'Off',
    installed: null,
    disks: new Set(['wiped']),
  });
}

/** What stands in the way of a deletion is told, and until it is gone nothing of the node's is given back. */
export async function nothingIsGivenBack(world: World, node: NodeScenario, metal: Metal): Promise<void> {
  const { status } = await node.read();
  const fqdn = status.addresses?.find(({ type }) => type === 'Hostname')?.address;
  const { hosts, devices, rrsets } = await world.simulator.state();
  expect((await claimOf(world, metal.asset)).metadata.deletionTimestamp).toBeUndefined();
  expect(hosts.map(({ name }) => name)).toContain(fqdn);
  expect(devices.find(({ name }) => name === metal.asset)).toMatchObject({ status: 'Active' });
  expect(rrsets.filter(({ name }) => name === `${fqdn}.`)).toHaveLength(2);
}
