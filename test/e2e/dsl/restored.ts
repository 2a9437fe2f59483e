import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { ipAddressKind } from '../../../api/kinds/network.ts';
import type { SimulatorState } from './simulator.ts';
import type { World } from './world.ts';

/**
 * The outside world is as it was before, in its own words, and nothing is claimed. Left out of the comparison:
 * - how often a machine was switched on, booted, installed and wiped, and why its last boot failed: that did happen;
 * - whether a disk holds nothing because it is new, or because it was wiped;
 * - devices that the CMDB holds as free metal, with no owner and no address: that is how an inventory speaks of them.
 * Returns how many things it compared.
 */
export async function expectRestored(world: World, before: SimulatorState): Promise<number> {
  const [after, claims, addresses] = await Promise.all([
    world.simulator.state(),
    world.cluster.list(assetClaim),
    world.cluster.list(ipAddressKind),
  ]);
  expect(comparable(after)).toEqual(comparable(before));
  expect(claims.items.map(({ metadata }) => metadata.name)).toEqual([]);
  const bound = addresses.items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  expect(bound.map(({ metadata }) => metadata.name)).toEqual([]);
  const compared = Object.values(after).flat().length + addresses.items.length;
  expect(compared).toBeGreaterThan(0);
  return compared;
}

interface Device {
  status: string;
  custom_fields?: Record<string, unknown>;
  primary_ip4?: unknown;
  primary_ip6?: unknown;
  interfaces?: { addresses: unknown[] }[];
}

function comparable({ machines, devices, ...rest }: SimulatorState) {
  return {
    ...rest,
    machines: machines.map((machine) => {
      const {
        powerOns: _p,
        boots: _b,
        installs: _i,
        wipes: _w,
        lastError: _e,
        disks,
        ...lasting
      } = {
        boots: 0,
        ...machine,
      };
      const full = Object.entries(disks).filter(([, content]) => !EMPTY.includes(String(content)));
      return { ...lasting, full };
    }),
    devices: devices.filter((device) => !isFreeMetal(device)),
  };
}

const EMPTY = ['blank', 'wiped'];

function isFreeMetal({ status, custom_fields, primary_ip4, primary_ip6, interfaces = [] }: Device): boolean {
  const isOwned = Object.values(custom_fields ?? {}).some((value) => value !== null);
  const hasAddress = primary_ip4 || primary_ip6 || interfaces.some(({ addresses }) => addresses.length > 0);
  return status === 'Inventory' && !isOwned && !hasAddress;
}
