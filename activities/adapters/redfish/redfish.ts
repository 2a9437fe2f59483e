import { Failure } from '../../failure.ts';
import { basicAuthentication, type Login } from '../../http/authentication.ts';
import type { Http } from '../../http/http.ts';
import { isSuccess, JsonClient } from '../../http/json-client.ts';
import type { MachineReport } from '../../../api/survey.ts';
import type { Bmc, MachineIdentity, PowerState, RestartWay } from '../../ports/bmc.ts';
import { classify, isUnwilling } from './classify.ts';
import { describeSystem } from './description.ts';
import { compareIdentity } from './identity.ts';
import { pathOf } from './links.ts';
import { collection, ethernetInterface, serviceRoot, type System, system } from './schema.ts';

export interface RedfishOptions {
  /** Of one system: https://10.2.2.2/redfish/v1/Systems/1 */
  url: string;
  credentials: Login;
  http: Http;
}

const POWER: Readonly<Record<string, PowerState>> = { On: 'On', Paused: 'On', Off: 'Off' };
const RESTARTS: Record<RestartWay, readonly string[]> = {
  gracefully: ['GracefulRestart'],
  forced: ['ForceRestart', 'PowerCycle'],
};
const MODE = { UEFI: 'UEFI', BIOS: 'Legacy' } as const;

interface Order {
  /** In order of preference. */
  resetTypes: readonly string[];
  goal: 'On' | 'Off';
  /** On the way there already. */
  underWay: string;
  task: string;
}

/** Bmc on Redfish. Every order reads first: what is so already is not ordered again. */
export class Redfish implements Bmc {
  readonly #client: JsonClient;
  readonly #path: string;
  readonly #url: string;

  constructor({ url, credentials, http }: RedfishOptions) {
    const { origin, pathname } = new URL(url);
    this.#url = `${origin}${pathname}`;
    this.#path = pathname.replace(/\/+$/, '');
    this.#client = new JsonClient({
      system: 'The BMC',
      url: origin,
      authentication: basicAuthentication(credentials),
      http,
      classify,
    });
  }

  async power(): Promise<PowerState> {
    const { PowerState: state } = await this.#read();
    return POWER[state ?? ''] ?? 'Changing';
  }

  describe(): Promise<MachineReport> {
    return describeSystem(this.#client, this.#path);
  }

  /** The paths of all systems behind this BMC. */
  async systems(): Promise<string[]> {
    const task = 'list its systems';
    const root = await this.#client.read(serviceRoot, { method: 'GET', path: '/redfish/v1', task });
    const path = pathOf(root.Systems['@odata.id']);
    const { Members } = await this.#client.read(collection, { method: 'GET', path, task });
    return Members.map((member) => pathOf(member['@odata.id']));
  }

  async checkIdentity(expected: MachineIdentity): Promise<void> {
    const { UUID, SerialNumber, EthernetInterfaces } = await this.#read();
    const macs = EthernetInterfaces ? await this.#readMacs(EthernetInterfaces['@odata.id']) : [];
    compareIdentity(expected, { systemId: UUID, serialNumber: SerialNumber, macs }, this.#url);
  }

  async bootFromNetworkOnce(firmware: 'UEFI' | 'BIOS'): Promise<void> {
    const current = await this.#read();
    const targets = current.Boot?.['BootSourceOverrideTarget@Redfish.AllowableValues'];
    if (targets && !targets.includes('Pxe'))
      throw this.#unsupported(`boot from the network (it offers ${targets.join(', ')})`);
    const mode = current.Boot?.BootSourceOverrideMode;
    const isSet = current.Boot?.BootSourceOverrideTarget === 'Pxe' && current.Boot.BootSourceOverrideEnabled === 'Once';
    if (isSet && (!mode || mode === MODE[firmware])) return;
    const boot = {
      BootSourceOverrideTarget: 'Pxe',
      BootSourceOverrideEnabled: 'Once',
      // Not every BMC has the property, and those refuse it.
      ...(mode && { BootSourceOverrideMode: MODE[firmware] }),
    };
    const etag = current['@odata.etag'];
    await this.#client.order({
      method: 'PATCH',
      path: this.#path,
      // Some BMCs refuse a change without it.
      ...(etag && { headers: { 'if-match': etag } }),
      body: { Boot: boot },
      task: `make ${this.#path} boot from the network once`,
    });
  }

  powerOn(): Promise<void> {
    const task = `power on ${this.#path}`;
    return this.#bring({ resetTypes: ['On', 'ForceOn'], goal: 'On', underWay: 'PoweringOn', task });
  }

  powerOff(): Promise<void> {
    return this.#bring({
      resetTypes: ['ForceOff'],
      goal: 'Off',
      underWay: 'PoweringOff',
      task: `power off ${this.#path}`,
    });
  }

  /** A system that is on its way down takes the order a second time, and goes down once. */
  shutDown(): Promise<void> {
    return this.#bring({
      resetTypes: ['GracefulShutdown'],
      goal: 'Off',
      underWay: 'PoweringOff',
      task: `shut down the system on ${this.#path}`,
    });
  }

  async restart(how: RestartWay): Promise<void> {
    const { target, resetType } = this.#resetAction(await this.#read(), RESTARTS[how]);
    const task = `restart ${this.#path} (${resetType})`;
    await this.#client.order({ method: 'POST', path: target, body: { ResetType: resetType }, task });
  }

  async lastReset(): Promise<string | undefined> {
    return (await this.#read()).LastResetTime || undefined;
  }

  async #bring(order: Order): Promise<void> {
    const current = await this.#read();
    if (isReached(current, order)) return;
    const { target, resetType } = this.#resetAction(current, order.resetTypes);
    const call = { method: 'POST', path: target, body: { ResetType: resetType }, task: order.task } as const;
    const reply = await this.#client.send(call);
    if (isSuccess(reply)) return;
    const refusal = this.#client.refusal(reply, call);
    if (!isUnwilling(reply)) throw refusal;
    const now = await this.#read();
    if (isReached(now, order)) return;
    // A machine on its way to the other state takes no order; later it will.
    if (POWER[now.PowerState ?? ''] === undefined) throw new Failure('RaceLost', refusal.message);
    throw refusal;
  }

  #resetAction(current: System, resetTypes: readonly string[]): { target: string; resetType: string } {
    const action = current.Actions?.['#ComputerSystem.Reset'];
    if (!action) throw this.#unsupported('be switched (it has no Reset action)');
    const allowed = action['ResetType@Redfish.AllowableValues'];
    const resetType = resetTypes.find((type) => !allowed || allowed.includes(type));
    if (!resetType) throw this.#unsupported(`do ${resetTypes.join(' or ')} (it offers ${allowed?.join(', ')})`);
    return { target: pathOf(action.target), resetType };
  }

  async #readMacs(path: string): Promise<string[]> {
    const task = `read the network devices of ${this.#path}`;
    const { Members } = await this.#client.read(collection, { method: 'GET', path: pathOf(path), task });
    const macs: string[] = [];
    for (const member of Members) {
      const nic = await this.#client.read(ethernetInterface, {
        method: 'GET',
        path: pathOf(member['@odata.id']),
        task,
      });
      macs.push(...[nic.PermanentMACAddress, nic.MACAddress].flatMap((mac) => mac || []));
    }
    return [...new Set(macs)];
  }

  #read(): Promise<System> {
    return this.#client.read(system, { method: 'GET', path: this.#path, task: `read ${this.#path}` });
  }

  #unsupported(what: string): Failure {
    return new Failure(
      'Unsupported',
      `The machine at ${this.#url} can't ${what}. Update the BMC's firmware, or take another machine.`,
    );
  }
}

function isReached({ PowerState: state }: System, order: Order): boolean {
  return POWER[state ?? ''] === order.goal || state === order.underWay;
}
