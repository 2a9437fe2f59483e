import type { Owner } from '../../api/owner.ts';
import type { DeviceReport, Page, PageRequest } from '../../api/survey.ts';

export interface DeviceInterface {
  /** Unique in the device, such as "eth1". */
  name: string;
  mac: string;
  management: boolean;
  /** In CIDR form, such as 10.1.1.11/24; none for a management interface. */
  addresses: string[];
}

export interface DeviceRecord {
  /** The asset's name: the device stands for the machine, not for the node on it. */
  name: string;
  owner: Owner;
  location: string;
  rack?: { name: string; unit?: number };
  manufacturer: string;
  model: string;
  serial?: string;
  /** FQDN that the addresses carry as their DNS name. */
  fqdn: string;
  interfaces: DeviceInterface[];
}

export interface Device {
  name: string;
  owner: Owner | undefined;
  /** The CMDB's word: Inventory (free), Planned, Staged, Active, … */
  status: string;
  serial?: string;
  interfaces: DeviceInterface[];
}

/** A device, or an address, that bears a mark of ours. */
export interface MarkedRecord {
  kind: 'device' | 'address';
  /** The device's name, or the address without its prefix length. */
  name: string;
  owner: Owner;
}

/** The inventory that other teams read (Nautobot). It can't serialise writers: the claim objects do that. */
export interface Cmdb {
  /** A cheap read that needs our login: whether the system answers us. Fails as any call does. */
  ping(): Promise<void>;
  find(name: string, location: string): Promise<Device | undefined>;
  /**
   * Makes device, interfaces, addresses and their joins, sets primary addresses, then status Active. Writes only what
   * differs; a repeated call changes nothing. A device without a mark in status Inventory is taken over (that is how an
   * inventory describes free metal); any other without our mark is a Conflict, as is an address, and nothing is changed.
   * Addresses of ours that the record no longer has go; interfaces of other names stay as they are.
   * InvalidInput when the CMDB has no such location, rack (or two of that name) or covering prefix. RaceLost when
   * somebody made the same thing meanwhile.
   */
  register(record: DeviceRecord): Promise<void>;
  /**
   * In reverse: primary addresses, joins, addresses, the network interfaces' addresses; the device goes back to
   * Inventory without a mark. "absent" when there is no such device or it bears no mark of ours any more.
   * Conflict when another owner holds it.
   */
  unregister(name: string, location: string, owner: Owner): Promise<'unregistered' | 'absent'>;
  /** Marks what runs already as the owner's: the device, which must be Active, and the addresses on its network devices.
   * Nothing else of them changes. NotFound without the device, Conflict when it or an address is another's. Gives the addresses.
   */
  adopt(name: string, location: string, owner: Owner): Promise<string[]>;
  /** Takes the owner's marks off again; what bears none of them stays as it is. */
  disown(name: string, location: string, owner: Owner): Promise<void>;
  /**
   * Devices of a role, whosever they are, by name. Only reads, also where no mark is known yet. InvalidInput when there
   * is no such role.
   */
  devices(role: string, page: PageRequest): Promise<Page<DeviceReport>>;
  /** All devices that bear a mark of ours. */
  list(): Promise<Device[]>;
  /** All devices and addresses that bear a mark of ours. Writes nothing, in a CMDB that knows no marks yet neither. */
  marked(): Promise<MarkedRecord[]>;
}
