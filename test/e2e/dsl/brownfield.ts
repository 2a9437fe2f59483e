import { computeAsset, type ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import { machinesOf } from '../../../hack/datacenter/machines.ts';
import type { KubeObject } from '../../../hack/cluster/objects.ts';
import { simulatorCredentials } from '../../../hack/stack/credentials.ts';
import type { World } from './world.ts';

export interface RunningMachine {
  /** Name of its asset. */
  asset: string;
  fqdn: string;
  address: string;
}

/** A datacenter that ran before Bedplate came, as other teams filled it: a CMDB of machines, and some of them running. */
export function brownfield({ stack, simulator }: World) {
  const { foreman, nautobot, powerdns } = stack.file.simulator as Record<string, string>;
  const { username, password } = simulatorCredentials.foreman;
  const login = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  const token = { authorization: `Token ${simulatorCredentials.nautobot.token}` };
  const key = { 'x-api-key': simulatorCredentials.powerdns.apiKey };

  async function call(headers: Record<string, string>, method: string, url: string, body?: unknown): Promise<Reply> {
    const response = await fetch(url, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Reply;
  }
  const cmdb = (method: string, path: string, body?: unknown) => call(token, method, `${nautobot}/api${path}`, body);

  async function deviceOf(asset: ComputeAsset, status: string): Promise<Map<string, string>> {
    const { metadata, availabilityZone, rack, serialNumber, manufacturer, model } = asset;
    const device = await cmdb('POST', '/dcim/devices/', {
      name: metadata.name,
      status,
      role: 'Server',
      device_type: { manufacturer: { name: manufacturer }, model },
      location: availabilityZone?.name,
      rack: { name: rack?.name },
      ...(rack?.unit !== undefined && { position: rack.unit, face: 'front' }),
      serial: serialNumber,
    });
    const interfaces = new Map<string, string>();
    for (const { index, l2Domain } of asset.devices) {
      if (!l2Domain) continue;
      const management = l2Domain.networkSwitch?.type === 'Management';
      const nic = await cmdb('POST', '/dcim/interfaces/', {
        device: device.id,
        name: management ? 'bmc' : `eth${index ?? 0}`,
        type: 'other',
        status: 'Active',
        mac_address: l2Domain.macAddress,
        mgmt_only: management,
      });
      interfaces.set(l2Domain.macAddress, nic.id);
    }
    return interfaces;
  }

  async function addressOn(nic: string, address: string): Promise<void> {
    const made = await cmdb('POST', '/ipam/ip-addresses/', { address, namespace: 'Global', status: 'Active' });
    await cmdb('POST', '/ipam/ip-address-to-interface/', { ip_address: made.id, interface: nic });
  }

  async function record(zone: string, name: string, type: string, content: string): Promise<void> {
    const records = [{ content, disabled: false }];
    const comments = [{ content: 'by hand', account: 'hostmaster' }];
    const url = `${powerdns}/api/v1/servers/localhost/zones/${zone}`;
    await call(key, 'PATCH', url, { rrsets: [{ changetype: 'REPLACE', name, type, ttl: 60, records, comments }] });
  }

  return {
    /** What all devices refer to; once for a world. */
    async prepare(assets: readonly ComputeAsset[]): Promise<void> {
      await cmdb('POST', '/extras/roles/', { name: 'Server', content_types: ['dcim.device'] });
      const types = new Map(
        assets.map(({ manufacturer, model }) => [`${manufacturer} ${model}`, { manufacturer, model }]),
      );
      for (const { manufacturer, model } of types.values()) {
        await cmdb('POST', '/dcim/manufacturers/', { name: manufacturer });
        await cmdb('POST', '/dcim/device-types/', { manufacturer: { name: manufacturer }, model });
      }
    },

    /** Metal that the CMDB knows and nobody uses. */
    free: async (asset: ComputeAsset): Promise<void> => void (await deviceOf(asset, 'Inventory')),

    /** A machine that runs as `name`: known to Foreman, the CMDB and the DNS, and nobody's of Bedplate. */
    async running(asset: ComputeAsset, name: string, address: string): Promise<RunningMachine> {
      const { name: assetName } = asset.metadata;
      const domain = `${asset.rack?.name ?? ''}.fleet.example`;
      const fqdn = `${name}.${domain}`;
      const [machine] = machinesOf([asset as unknown as KubeObject]);
      if (!machine) throw new Error(`Asset ${assetName} has no machine`);
      await simulator.putMachine(machine.uuid, { ...machine, running: { hostname: fqdn, addresses: [address] } });
      const mac = asset.devices[0]?.l2Domain?.macAddress ?? '';
      const interfaces = await deviceOf(asset, 'Active');
      await addressOn(interfaces.get(mac) ?? '', `${address}/24`);
      const first = async (path: string) => (await call(login, 'GET', `${foreman}/api${path}`)).results?.[0]?.id;
      const [organization_id, location_id] = [await first('/organizations'), await first('/locations')];
      const host = { name: fqdn, mac, ip: address, managed: false, organization_id, location_id };
      await call(login, 'POST', `${foreman}/api/hosts`, { host });
      await record(`${domain}.`, `${fqdn}.`, 'A', address);
      const [a, b, c, d] = address.split('.');
      await record(`${c}.${b}.${a}.in-addr.arpa.`, `${d}.${c}.${b}.${a}.in-addr.arpa.`, 'PTR', `${fqdn}.`);
      return { asset: assetName, fqdn, address };
    },
  };
}

interface Reply {
  id: string;
  results?: { id: number }[];
}

/** The assets of a datacenter that nobody has told the cluster of. */
export function assetsOf(objects: readonly KubeObject[]): ComputeAsset[] {
  const assets = objects.filter(({ kind }) => kind === computeAsset.kind);
  return assets.map((object) => ({ ...object, ...computeAsset.schema.parse(object) }) as unknown as ComputeAsset);
}
