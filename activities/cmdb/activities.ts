import type { Owner } from '../../api/owner.ts';
import type { NodeAddress, PlannedAsset, PlannedSystems } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import type { DeviceInterface } from '../ports/cmdb.ts';
import type { Systems } from '../systems/systems.ts';

interface Register {
  owner: Owner;
  cmdb: PlannedSystems['cmdb'];
  asset: PlannedAsset;
  fqdn: string;
  addresses: NodeAddress[];
}

interface Unregister {
  owner: Owner;
  cmdb: PlannedSystems['cmdb'];
  device: string;
  location: string;
}

export function cmdbActivities({ systems }: { systems: Pick<Systems, 'cmdb'> }) {
  return {
    /** With the Secret as it is now. */
    async 'cmdb.ping'({ cmdb }: { cmdb: PlannedSystems['cmdb'] }): Promise<void> {
      await (await systems.cmdb(cmdb, 'fresh')).ping();
    },

    async 'cmdb.register'({ owner, cmdb, asset, fqdn, addresses }: Register): Promise<void> {
      if (!asset.availabilityZone) {
        throw new Failure(
          'InvalidInput',
          `Asset ${asset.name} has no availabilityZone: the CMDB needs a location for it`,
        );
      }
      const port = await systems.cmdb(cmdb);
      await port.register({
        name: asset.name,
        owner,
        location: asset.availabilityZone,
        rack: asset.rack,
        manufacturer: asset.manufacturer,
        model: asset.model,
        serial: asset.serialNumber,
        fqdn,
        interfaces: interfacesOf(asset, addresses),
      });
    },

    /** Marks a device that is there, and its addresses, as the owner's. */
    async 'cmdb.adoptDevice'({ owner, cmdb, device, location }: Unregister): Promise<string[]> {
      return (await systems.cmdb(cmdb)).adopt(device, location, owner);
    },

    /** Takes the owner's marks off, and leaves the device as it is. */
    async 'cmdb.disownDevice'({ owner, cmdb, device, location }: Unregister): Promise<void> {
      await (await systems.cmdb(cmdb)).disown(device, location, owner);
    },

    /** A device of another owner is left alone: then there is nothing of ours to take back. */
    async 'cmdb.unregister'({ owner, cmdb, device, location }: Unregister): Promise<string> {
      const port = await systems.cmdb(cmdb);
      try {
        return await port.unregister(device, location, owner);
      } catch (error) {
        if (error instanceof Failure && error.type === 'Conflict') return "somebody else's";
        throw error;
      }
    },
  };
}

function interfacesOf(asset: PlannedAsset, addresses: readonly NodeAddress[]): DeviceInterface[] {
  const data = asset.nics.map((nic) => ({
    name: `eth${nic.device}`,
    mac: nic.mac,
    management: false,
    addresses: addresses
      .filter(({ device }) => device === nic.device)
      .map(({ address, subnet }) => `${address}/${subnet.cidr.split('/')[1]}`),
  }));
  const management = asset.bmc.macs.map((mac, position) => ({
    name: position === 0 ? 'bmc' : `bmc${position}`,
    mac,
    management: true,
    addresses: [],
  }));
  return [...data, ...management];
}
