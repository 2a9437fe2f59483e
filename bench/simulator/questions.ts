import type { SimulatorUrls } from '../../hack/stack/settings.ts';
import { defaultCredentials, type Login } from '../../simulator/credentials.ts';
import type { BenchMachine } from './machine.ts';

/** One GET that is timed. */
export interface Question {
  name: string;
  url: string;
  headers: Record<string, string>;
}

const { foreman, nautobot, powerdns, redfish } = defaultCredentials();

/** What the product's build watcher reads every few seconds. */
export function pageOfHosts(urls: SimulatorUrls): Question {
  const search = encodeURIComponent('params.bedplate_owner ~ "bedplate/"');
  const url = `${urls.foreman}/api/hosts?search=${search}&include[]=parameters&per_page=250`;
  return { name: 'foreman page of hosts', url, headers: byLogin(foreman) };
}

/** What the product asks about a machine, of every system. */
export function questionsAbout(urls: SimulatorUrls, { uuid, fqdn, name, ip }: BenchMachine): Question[] {
  const zone = fqdn.slice(fqdn.indexOf('.') + 1);
  const byToken = { authorization: `Token ${nautobot.token}` };
  const byKey = { 'x-api-key': powerdns.apiKey };
  const servers = `${urls.powerdns}/api/v1/servers/localhost`;
  return [
    { name: 'foreman host', url: `${urls.foreman}/api/hosts/${fqdn}`, headers: byLogin(foreman) },
    { name: 'nautobot device', url: `${urls.nautobot}/api/dcim/devices/?name=${name}&depth=1`, headers: byToken },
    { name: 'nautobot address', url: `${urls.nautobot}/api/ipam/ip-addresses/?address=${ip}`, headers: byToken },
    { name: 'powerdns zone', url: `${servers}/zones/${zone}.`, headers: byKey },
    { name: 'redfish system', url: `${urls.redfish}/redfish/v1/Systems/${uuid}`, headers: byLogin(redfish) },
    { name: 'simulator machine', url: `${urls.admin}/_sim/machines/${uuid}`, headers: {} },
  ];
}

function byLogin({ username, password }: Login): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
