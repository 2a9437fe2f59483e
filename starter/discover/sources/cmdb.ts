import type { DeviceReport } from '../../../api/survey.ts';
import { nativeProvider } from '../../native-provider.ts';
import { allPages, lookOutside } from '../../survey.ts';
import type { InventoryRecord } from '../inventory.ts';
import type { Source } from './source.ts';

/** What the CMDB calls machines that are on their way out. */
const LEAVING = ['Decommissioning', 'Retired'];

export const cmdb: Source = {
  flags: '--cmdb',
  description: 'machines from the CMDB of a ComputeProvider: devices, their interfaces, racks and serial numbers',
  async read(_given, session, { provider, role, bmcSecret }) {
    const { native } = await nativeProvider(session, provider);
    const devices = await allPages('devices of the CMDB', (page) =>
      lookOutside(session, { what: 'devices', cmdb: native.cmdb, role, page }),
    );
    const staying = devices.filter(({ status }) => !LEAVING.includes(status));
    return { records: staying.map((device) => recordOfDevice(device, bmcSecret)), unanswered: [] };
  },
};

export function recordOfDevice(
  device: DeviceReport,
  credentialsSecretRef?: { namespace: string; name: string },
): InventoryRecord {
  const { name, serial, location, rack, unit, manufacturer, model } = device;
  const known = device.interfaces.filter(({ mac }) => mac !== '');
  const bmcIp = device.interfaces.find(({ management, addresses }) => management && addresses.length > 0)?.addresses[0];
  const host = bmcIp?.replace(/\/.*/, '');
  return {
    from: `device ${name} of the CMDB`,
    name,
    ...(serial !== undefined && { serialNumber: serial }),
    ...(manufacturer !== undefined && { manufacturer }),
    ...(model !== undefined && { model }),
    ...(location !== undefined && { zone: location }),
    ...(rack !== undefined && { rack }),
    ...(unit !== undefined && { unit }),
    ...(host !== undefined && {
      bmc: { address: host, ...(credentialsSecretRef && { credentialsSecretRef }) },
    }),
    nics: known.map(({ mac, management, addresses }) => ({
      mac,
      management,
      ...(management && addresses[0] && { ipAddr: addresses[0].replace(/\/.*/, '') }),
    })),
    disks: [],
  };
}
