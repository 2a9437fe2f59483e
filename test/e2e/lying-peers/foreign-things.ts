import { reverseName } from '../../../api/addresses.ts';
import { bedplate } from '../dsl/command.ts';
import { createForeignRecord, type Foreign, foreignCmdb } from '../dsl/foreign.ts';
import { given } from '../dsl/scenario.ts';
import type { Stories } from '../dsl/side-by-side.ts';
import type { SimulatorState } from '../dsl/simulator.ts';
import type { World } from '../dsl/world.ts';

const ANOTHER = 'bedplate/team-x/their-node/0b8e7c1e-0000-4000-8000-000000000001/5f0c1c9e-0000-4000-8000-000000000001';
interface ForeignThing {
  asset: string;
  address?: string;
  /** The Stalled condition must say so. */
  words: RegExp;
  plant: (world: World, fqdn: string) => Promise<Foreign>;
  find: (state: SimulatorState, fqdn: string) => unknown;
  /** The foreign thing goes, or the node does. */
  goes: 'foreign' | 'node';
}

const owner = (mark: string | undefined) =>
  mark ? 'ComputeNode team-x/their-node .*' : 'nobody that Bedplate knows of';

function device(asset: string, goes: ForeignThing['goes'], mark?: string): ForeignThing {
  return {
    asset,
    goes,
    words: new RegExp(`Device ${asset} in Nautobot .*belongs to ${owner(mark)}.*not to ComputeNode default/`),
    plant: (world) => foreignCmdb(world).device(asset, mark),
    find: ({ devices }) => devices.find(({ name }) => name === asset),
  };
}

function cmdbAddress(asset: string, address: string, goes: ForeignThing['goes'], mark?: string): ForeignThing {
  return {
    asset,
    address,
    goes,
    words: new RegExp(`Address ${address}/24 in Nautobot belongs to ${owner(mark)}, not to ComputeNode default/`),
    plant: (world) => foreignCmdb(world).address(`${address}/24`, mark),
    find: ({ addresses }) => addresses.find((known) => known.address === `${address}/24`),
  };
}

function record(asset: string, type: 'A' | 'AAAA', goes: ForeignThing['goes'], mark?: string): ForeignThing {
  const content = type === 'A' ? '192.0.2.7' : '2001:db8:ffff::7';
  return {
    asset,
    goes,
    words: new RegExp(`DNS record .* ${type} belongs to ${owner(mark)}, not to ComputeNode default/`),
    plant: (world, fqdn) => createForeignRecord(world, { name: `${fqdn}.`, type, content }, mark),
    find: ({ rrsets }, fqdn) => rrsets.find((set) => set.name === `${fqdn}.` && set.type === type),
  };
}

function pointer(asset: string, address: string, goes: ForeignThing['goes'], mark?: string): ForeignThing {
  const name = reverseName(address);
  return {
    asset,
    address,
    goes,
    words: new RegExp(`DNS record ${name} PTR belongs to ${owner(mark)}, not to ComputeNode default/`),
    plant: (world) => createForeignRecord(world, { name, type: 'PTR', content: 'printer.fleet.example.' }, mark),
    find: ({ rrsets }) => rrsets.find((set) => set.name === name),
  };
}

const foreignThings = {
  'a device of nobody': device('r1-a03', 'foreign'),
  'a device of another node': device('r1-a04', 'node', ANOTHER),
  'an address of nobody in the CMDB': cmdbAddress('r1-a05', '10.1.1.51', 'foreign'),
  'an address of another node in the CMDB': cmdbAddress('r1-a06', '10.1.1.52', 'node', ANOTHER),
  'an A record of another node': record('r1-a07', 'A', 'foreign', ANOTHER),
  'an AAAA record of nobody': record('r1-a08', 'AAAA', 'node'),
  'a PTR record of nobody': pointer('r2-a01', '10.1.2.51', 'foreign'),
  'a PTR record of another node': pointer('r2-a02', '10.1.2.52', 'node', ANOTHER),
};

export function foreignThingStories(world: World): Stories {
  return Object.fromEntries(
    Object.entries(foreignThings).map(([what, thing]) => [
      `${what} is left alone, and both owners are named`,
      async () => {
        const { asset, address, words, plant, find, goes } = thing;
        const name = `meets-${asset}`;
        const fqdn = `${name}.${asset.slice(0, 2)}.fleet.example`;
        const foreign = await plant(world, fqdn);
        const planted = find(await world.simulator.state(), fqdn);
        expect(planted).toBeDefined();
        const node = await given(world).node(name, {
          assetName: asset,
          ...(address && { addresses: [{ device: '1', address }] }),
        });

        await node.then.condition('Stalled', 'True', words, 120_000);
        expect(find(await world.simulator.state(), fqdn)).toEqual(planted);
        if (goes === 'foreign') {
          await foreign.remove();
          expect(await bedplate(world, 'retry', name)).toMatchObject({ exit: 0 });
          await node.then.isReady(60_000);
        }
        await node.when.deleted();
        await node.then.isGone(120_000);

        const { hosts, rrsets, addresses } = await world.simulator.state();
        const left = goes === 'node' ? [planted] : [];
        expect(hosts.filter((host) => host.name === fqdn)).toEqual([]);
        const named = [...rrsets, ...addresses].filter((each) => JSON.stringify(each).includes(fqdn));
        expect(named).toEqual(left.filter((each) => JSON.stringify(each).includes(fqdn)));
        if (goes === 'foreign') return;
        expect(find(await world.simulator.state(), fqdn)).toEqual(planted);
        await foreign.remove();
      },
    ]),
  );
}
