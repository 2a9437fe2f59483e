import { BmcDrivers } from '../../activities/adapters/bmc-drivers.ts';
import { Foreman } from '../../activities/adapters/foreman/foreman.ts';
import { Nautobot } from '../../activities/adapters/nautobot/nautobot.ts';
import { PowerDns } from '../../activities/adapters/powerdns/powerdns.ts';
import { Http } from '../../activities/http/http.ts';
import type { SimulatorUrls } from '../../hack/stack/settings.ts';
import { defaultCredentials } from '../../simulator/credentials.ts';
import { parametersOf, source } from './kickstart.ts';
import { type BenchMachine, LOCATION, metalOf } from './machine.ts';

export interface Provisioner {
  /** From bare metal to a machine that is powered on and installs itself. */
  provision(machine: BenchMachine): Promise<void>;
  close(): Promise<void>;
}

/** Does with the product's adapters what its workflows do, without them: their requests are what the simulator is for. */
export function openProvisioner(urls: SimulatorUrls): Provisioner {
  const credentials = defaultCredentials();
  const http = new Http({ timeoutMs: 60_000 });
  const foreman = new Foreman({ url: urls.foreman, credentials: credentials.foreman, http });
  const cmdb = new Nautobot({ url: urls.nautobot, credentials: credentials.nautobot, http });
  const dns = new PowerDns({ url: urls.powerdns, credentials: credentials.powerdns, http });
  const bmcs = new BmcDrivers({ http, credentials: async () => credentials.redfish });

  return {
    async provision(machine) {
      const { uuid, name, fqdn, mac, ip, owner, rack, unit, serial, reverse } = machine;
      await addMetal(urls.admin, machine);
      await foreman.ensureHost({ fqdn, owner, source, mac, ip, firmware: 'UEFI', parameters: parametersOf(machine) });
      await cmdb.register({
        name,
        owner,
        location: LOCATION,
        rack: { name: rack, unit },
        manufacturer: 'Acme',
        model: 'S1',
        serial,
        fqdn,
        interfaces: [{ name: 'eth0', mac, management: false, addresses: [`${ip}/24`] }],
      });
      await dns.publish(owner, [
        { name: `${fqdn}.`, type: 'A', ttl: 300, contents: [ip] },
        { name: reverse, type: 'PTR', ttl: 300, contents: [`${fqdn}.`] },
      ]);
      await foreman.setBuild(fqdn, owner, true);
      const bmc = await bmcs.open({ address: `redfish+${urls.redfish}/redfish/v1/Systems/${uuid}` });
      await bmc.bootFromNetworkOnce('UEFI');
      await bmc.powerOn();
    },
    close: () => http.close(),
  };
}

async function addMetal(adminUrl: string, machine: BenchMachine): Promise<void> {
  const body = JSON.stringify(metalOf(machine));
  const reply = await fetch(`${adminUrl}/_sim/machines/${machine.uuid}`, { method: 'PUT', body });
  if (!reply.ok) throw new Error(`Machine ${machine.name} was not added: ${reply.status} ${await reply.text()}`);
  await reply.body?.cancel();
}
