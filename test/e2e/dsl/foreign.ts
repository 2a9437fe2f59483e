import { simulatorCredentials } from '../../../hack/stack/credentials.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

export interface Foreign {
  remove(): Promise<void>;
}

/** A host that somebody else made in Foreman by hand. */
export async function createForeignHost(foreman: string, fqdn: string): Promise<Foreign> {
  const { username, password } = simulatorCredentials.foreman;
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    accept: 'application/json;version=2',
  };
  const call = (method: string, path: string, body?: unknown) => send(method, `${foreman}/api${path}`, headers, body);
  const first = async (path: string) => ((await call('GET', path)) as { results: { id: number }[] }).results[0]?.id;
  const organization_id = await first('/organizations');
  const location_id = await first('/locations');
  await call('POST', '/hosts', { host: { name: fqdn, managed: false, organization_id, location_id } });
  return { remove: async () => void (await call('DELETE', `/hosts/${fqdn}`)) };
}

/** As other teams use the CMDB: devices of their own, addresses of their own, our owner's mark or none. */
export function foreignCmdb({ stack }: World) {
  const headers = { authorization: `Token ${simulatorCredentials.nautobot.token}` };
  const call = (method: string, path: string, body?: unknown) =>
    send(method, `${stack.file.simulator.nautobot}/api${path}`, headers, body);
  const make = async (path: string, body: object): Promise<Foreign> => {
    const { id } = (await call('POST', path, body)) as { id: string };
    return { remove: async () => void (await call('DELETE', `${path}${id}/`)) };
  };
  const ensure = async (path: string, query: string, body: object) => {
    const { count } = (await call('GET', `${path}?${query}`)) as { count: number };
    if (count === 0) await call('POST', path, body);
  };
  const ownerField = {
    label: 'Bedplate owner',
    key: 'bedplate_owner',
    type: 'text',
    filter_logic: 'exact',
    content_types: ['dcim.device', 'ipam.ipaddress'],
  };
  const marked = (mark: string | undefined) => (mark === undefined ? {} : { custom_fields: { bedplate_owner: mark } });
  return {
    /** What both of them refer to; once for a world. */
    async prepare(): Promise<void> {
      await ensure('/extras/custom-fields/', 'key=bedplate_owner', ownerField);
      await ensure('/dcim/manufacturers/', 'name=Other', { name: 'Other' });
      await ensure('/dcim/device-types/', 'model=X', { manufacturer: 'Other', model: 'X' });
      await ensure('/extras/roles/', 'name=metal', { name: 'metal', content_types: ['dcim.device'] });
    },
    device(name: string, mark?: string): Promise<Foreign> {
      const kind = { role: 'metal', device_type: { model: 'X' }, location: 'az1', status: 'Active' };
      return make('/dcim/devices/', { name, ...kind, ...marked(mark) });
    },
    address: (address: string, mark?: string): Promise<Foreign> =>
      make('/ipam/ip-addresses/', { address, namespace: 'Global', status: 'Active', ...marked(mark) }),
  };
}

export interface ForeignRecord {
  name: string;
  type: 'A' | 'AAAA' | 'PTR';
  content: string;
}

/** A record that somebody else keeps in the DNS. */
export async function createForeignRecord({ stack }: World, record: ForeignRecord, mark?: string): Promise<Foreign> {
  const { name, type, content } = record;
  const headers = { 'x-api-key': simulatorCredentials.powerdns.apiKey };
  const zones = `${stack.file.simulator.powerdns}/api/v1/servers/localhost/zones`;
  const covering = ((await send('GET', zones, headers)) as { name: string }[])
    .filter((zone) => name.endsWith(`.${zone.name}`))
    .sort((a, b) => b.name.length - a.name.length);
  const url = `${zones}/${covering[0]?.name}`;
  // PowerDNS refuses a second writer of a zone now and then; everybody tries again.
  const patch = (change: object) =>
    eventually(`${name} is written`, async () => {
      await send('PATCH', url, headers, { rrsets: [{ name, type, ...change }] });
      return true;
    });
  const comments = mark === undefined ? [] : [{ content: mark, account: 'other' }];
  await patch({ changetype: 'REPLACE', ttl: 60, records: [{ content, disabled: false }], comments });
  return { remove: async () => void (await patch({ changetype: 'DELETE' })) };
}

async function send(method: string, url: string, headers: Record<string, string>, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
