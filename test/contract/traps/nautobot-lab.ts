import { Nautobot } from '../../../activities/adapters/nautobot/nautobot.ts';
import type { Device } from '../../../activities/ports/cmdb.ts';
import type { Reply } from '../../unit/simulator/clients.ts';
import { seedPlaces } from '../nautobot-api.ts';
import { record } from '../suites/cmdb.ts';
import { TrapLab } from './trap-lab.ts';

export interface ShownDevice {
  id: string;
  status: { name?: string };
  primary_ip4: object | null;
}

export class NautobotLab extends TrapLab {
  constructor() {
    super(seedPlaces);
  }

  /** A fresh adapter, which remembers nothing. */
  open(token = this.simulated.credentials.nautobot.token): Nautobot {
    const http = this.simulated.http({ timeoutMs: 5_000 });
    return new Nautobot({ url: this.simulated.urls.nautobot, credentials: { token }, http });
  }

  find(): Promise<Device | undefined> {
    return this.open().find(record.name, record.location);
  }

  /** Our device as Nautobot shows it. */
  async show(): Promise<ShownDevice> {
    const [device] = await this.list<ShownDevice>(`/api/dcim/devices/?name=${record.name}`);
    if (!device) throw new Error(`there is no device ${record.name}`);
    return device;
  }

  async list<T = { id: string }>(path: string): Promise<T[]> {
    return ((await this.naive.nautobot('GET', path)).body as { results: T[] }).results;
  }

  async changeDevice(change: object): Promise<Reply> {
    return this.naive.nautobot('PATCH', `/api/dcim/devices/${(await this.show()).id}/`, change);
  }

  /** Somebody else's try to make a device of the kind that ours is. */
  makeDevice(change: object): Promise<Reply> {
    const kind = { device_type: { model: record.model }, role: 'Server', status: 'Active', location: 'az1' };
    return this.naive.nautobot('POST', '/api/dcim/devices/', { ...kind, name: 'other', ...change });
  }

  /** The next look finds nothing, whatever is there: the state of a moment ago. */
  findNothingOnce(path: string): Promise<void> {
    const body = '{"count":0,"results":[]}';
    return this.simulated.fault({ system: 'nautobot', method: 'GET', path, status: 200, body });
  }

  /** Takes the next free address, as somebody does who keeps no record of what is used. */
  async takeAddress(prefix: string, body: object = {}): Promise<Reply> {
    const [row] = await this.list(`/api/ipam/prefixes/?prefix=${prefix}`);
    return this.naive.nautobot('POST', `/api/ipam/prefixes/${row?.id}/available-ips/`, { status: 'Reserved', ...body });
  }
}
