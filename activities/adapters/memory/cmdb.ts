import { describeOwner, formatOwner, type Owner, parseOwner } from '../../../api/owner.ts';
import { contains, parseNetwork } from '../../../api/addresses.ts';
import type { DeviceReport, Page, PageRequest } from '../../../api/survey.ts';
import { Failure } from '../../failure.ts';
import type { Cmdb, Device, DeviceInterface, DeviceRecord, MarkedRecord } from '../../ports/cmdb.ts';
import { TwinLog } from './twin-log.ts';

interface Row {
  name: string;
  location: string;
  mark: string | undefined;
  status: string;
  serial?: string;
  /** What devices() tells beside. */
  report?: Partial<DeviceReport>;
  role: string;
  interfaces: DeviceInterface[];
  /** What the last record said. */
  record: string;
}

/** Cmdb in memory. Location "az1", rack "r1" in it and prefix 10.0.0.0/8 exist from the start. */
export class MemoryCmdb implements Cmdb {
  readonly log = new TwinLog();
  readonly locations = new Set(['az1']);
  /** `<location>/<rack>`, with how many there are of that name. */
  readonly racks = new Map([['az1/r1', 1]]);
  readonly prefixes = ['10.0.0.0/8', '2001:db8::/32'];
  readonly #devices = new Map<string, Row>();
  /** Marks by address; undefined is an address that nobody marked. */
  readonly #addresses = new Map<string, string | undefined>();

  async ping(): Promise<void> {
    this.log.answer();
  }

  async find(name: string, location: string): Promise<Device | undefined> {
    const row = this.#devices.get(keyOf(name, location));
    return row && view(row);
  }

  async register(record: DeviceRecord): Promise<void> {
    this.#requirePlace(record);
    const key = keyOf(record.name, record.location);
    const found = this.#devices.get(key);
    if (found) refuseForeign(found, record.owner);
    for (const cidr of cidrsOf(record.interfaces)) this.#requireAddress(cidr, record.owner);

    const mark = formatOwner(record.owner);
    const text = JSON.stringify({ ...record, owner: mark });
    if (found?.record === text && found.mark === mark) return;
    this.log.change(`register device ${record.name}`, () => {
      const kept = (found?.interfaces ?? []).filter((old) => !record.interfaces.some((nic) => nic.name === old.name));
      for (const cidr of cidrsOf(found?.interfaces ?? [])) this.#dropOurs(cidr, record.owner);
      for (const cidr of cidrsOf(record.interfaces)) this.#addresses.set(hostOf(cidr), mark);
      this.#devices.set(key, {
        name: record.name,
        location: record.location,
        mark,
        status: 'Active',
        role: found?.role ?? 'Server',
        ...(found?.report && { report: found.report }),
        ...(record.serial && { serial: record.serial }),
        interfaces: [...kept, ...record.interfaces.map((nic) => ({ ...nic, mac: nic.mac.toLowerCase() }))],
        record: text,
      });
    });
  }

  async unregister(name: string, location: string, owner: Owner): Promise<'unregistered' | 'absent'> {
    const row = this.#devices.get(keyOf(name, location));
    if (!row?.mark) return 'absent';
    if (!isOwnedBy(row, owner)) throw foreignDevice(row, owner);
    this.log.change(`unregister device ${name}`, () => {
      for (const [address, mark] of this.#addresses)
        if (parseOwner(mark)?.uid === owner.uid) this.#addresses.delete(address);
      row.interfaces = row.interfaces.map((nic) => ({
        ...nic,
        addresses: nic.addresses.filter((cidr) => this.#addresses.has(hostOf(cidr))),
      }));
      row.mark = undefined;
      row.status = 'Inventory';
      row.record = '';
    });
    return 'unregistered';
  }

  async adopt(name: string, location: string, owner: Owner): Promise<string[]> {
    const row = this.#devices.get(keyOf(name, location));
    if (!row)
      throw new Failure('NotFound', `The CMDB has no device ${name} in ${location}: there is nothing to adopt.`);
    if (row.mark && !isOwnedBy(row, owner)) throw foreignDevice(row, owner);
    if (row.status !== 'Active')
      throw new Failure('Conflict', `Device ${name} has the status ${row.status}, not Active.`);
    const cidrs = cidrsOf(row.interfaces.filter((nic) => !nic.management));
    const mark = formatOwner(owner);
    const marks = cidrs.map((cidr) => this.#addresses.get(hostOf(cidr)));
    if (marks.some((held) => held && parseOwner(held)?.uid !== owner.uid))
      throw new Failure(
        'Conflict',
        `An address of ${name} belongs to another: ${marks.map(describeOwner).join(', ')}.`,
      );
    if (row.mark === mark && marks.every((held) => held === mark)) return cidrs;
    this.log.change(`adopt device ${name}`, () => {
      row.mark = mark;
      for (const cidr of cidrs) this.#addresses.set(hostOf(cidr), mark);
    });
    return cidrs;
  }

  async disown(name: string, location: string, owner: Owner): Promise<void> {
    const row = this.#devices.get(keyOf(name, location));
    if (!row || !isOwnedBy(row, owner)) return;
    this.log.change(`disown device ${name}`, () => {
      row.mark = undefined;
      for (const [address, mark] of this.#addresses)
        if (parseOwner(mark)?.uid === owner.uid) this.#addresses.set(address, undefined);
    });
  }

  async devices(role: string, { offset, limit }: PageRequest): Promise<Page<DeviceReport>> {
    const all = [...this.#devices.values()];
    if (!all.some((row) => row.role === role)) throw new Failure('InvalidInput', `The CMDB has no role "${role}".`);
    const rows = all.filter((row) => row.role === role).sort((a, b) => a.name.localeCompare(b.name));
    return { total: rows.length, rows: rows.slice(offset, offset + limit).map(reportOf) };
  }

  async list(): Promise<Device[]> {
    return [...this.#devices.values()].filter((row) => parseOwner(row.mark)).map(view);
  }

  async marked(): Promise<MarkedRecord[]> {
    const of = (kind: MarkedRecord['kind'], name: string, mark: string | undefined): MarkedRecord[] => {
      const owner = parseOwner(mark);
      return owner ? [{ kind, name, owner }] : [];
    };
    return [
      ...[...this.#devices.values()].flatMap((row) => of('device', row.name, row.mark)),
      ...[...this.#addresses].flatMap(([address, mark]) => of('address', address, mark)),
    ];
  }

  /** A device that stands in the inventory already; free metal without a mark, in status Inventory. */
  plantDevice(device: {
    name: string;
    location: string;
    status: string;
    mark?: string;
    interfaces?: DeviceInterface[];
    role?: string;
    serial?: string;
    report?: Partial<DeviceReport>;
  }): void {
    const row: Row = { role: 'Server', ...device, mark: device.mark, interfaces: device.interfaces ?? [], record: '' };
    this.#devices.set(keyOf(device.name, device.location), row);
  }

  plantAddress(address: string, mark?: string): void {
    this.#addresses.set(address, mark);
  }

  addresses(): string[] {
    return [...this.#addresses.keys()];
  }

  #requirePlace({ location, rack }: DeviceRecord): void {
    if (!this.locations.has(location)) throw new Failure('InvalidInput', `The CMDB has no location "${location}".`);
    if (!rack) return;
    const count = this.racks.get(`${location}/${rack.name}`) ?? 0;
    if (count === 1) return;
    throw new Failure(
      'InvalidInput',
      `The CMDB has ${count} racks named "${rack.name}" in location "${location}"; one is needed.`,
    );
  }

  #requireAddress(cidr: string, owner: Owner): void {
    const host = hostOf(cidr);
    if (this.#addresses.has(host) && parseOwner(this.#addresses.get(host))?.uid !== owner.uid) {
      const holder = describeOwner(this.#addresses.get(host));
      throw new Failure(
        'Conflict',
        `Address ${cidr} belongs to ${holder}, not to ${describeOwner(formatOwner(owner))}.`,
      );
    }
    if (this.prefixes.some((prefix) => contains(parseNetwork(prefix), host))) return;
    throw new Failure('InvalidInput', `No prefix of the CMDB covers ${cidr}. Create the subnet's prefix there.`);
  }

  #dropOurs(cidr: string, owner: Owner): void {
    if (parseOwner(this.#addresses.get(hostOf(cidr)))?.uid === owner.uid) this.#addresses.delete(hostOf(cidr));
  }
}

function view({ name, mark, status, serial, interfaces }: Row): Device {
  return { name, owner: parseOwner(mark), status, ...(serial && { serial }), interfaces: structuredClone(interfaces) };
}

function reportOf({ name, status, mark, serial, location, interfaces, report }: Row): DeviceReport {
  const known = { name, status, location, ...(mark && { mark }), ...(serial && { serial }) };
  return { ...known, ...report, interfaces: structuredClone(interfaces) };
}

function isOwnedBy(row: Row, owner: Owner): boolean {
  return parseOwner(row.mark)?.uid === owner.uid;
}

function refuseForeign(row: Row, owner: Owner): void {
  const isFree = row.mark === undefined && row.status === 'Inventory';
  if (!isFree && !isOwnedBy(row, owner)) throw foreignDevice(row, owner);
}

function foreignDevice(row: Row, owner: Owner): Failure {
  const owners = `${describeOwner(row.mark)}, not to ${describeOwner(formatOwner(owner))}`;
  return new Failure('Conflict', `Device ${row.name} (status ${row.status}) belongs to ${owners}.`);
}

function cidrsOf(interfaces: readonly DeviceInterface[]): string[] {
  return interfaces.flatMap((nic) => nic.addresses);
}

function hostOf(cidr: string): string {
  return cidr.replace(/\/.*/, '');
}

function keyOf(name: string, location: string): string {
  return `${location}/${name}`;
}
