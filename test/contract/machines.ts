import type { Simulated } from './simulated.ts';

export async function putMachine(
  simulated: Simulated,
  { uuid, serial, mac }: { uuid: string; serial: string; mac: string },
): Promise<void> {
  await simulated.admin('DELETE', `/_sim/machines/${uuid}`).catch(() => undefined);
  await simulated.admin('PUT', `/_sim/machines/${uuid}`, {
    name: 'r1-a01',
    serial,
    nics: [{ mac, identifier: 'eth0' }],
    manufacturer: 'Acme',
    model: 'S1',
    cpuCores: 32,
    memoryGiB: 192,
    disks: [
      { name: 'sda', sizeGiB: 480, model: 'PM863' },
      { name: 'sdb', sizeGiB: 4000, rotational: true, model: 'HC310' },
      { name: 'nvme0n1', sizeGiB: 960, model: 'PM983' },
    ],
  });
}

export function redfishAddress(simulated: Simulated, uuid: string): string {
  return `redfish+${simulated.urls.redfish}/redfish/v1/Systems/${uuid}`;
}
