import { nonFieldUnique, textField, type Model, type Row } from '../model.ts';
import type { ApiErrors } from '../refusals.ts';
import type { Tables } from '../tables.ts';
import { locationAllows } from './dcim.ts';

const status = { kind: 'one', to: 'extras.status', required: true, onDelete: 'protect' } as const;
const interfaceTypes = {
  virtual: 'Virtual',
  lag: 'Link Aggregation Group (LAG)',
  '1000base-t': '1000BASE-T (1GE)',
  '10gbase-t': '10GBASE-T (10GE)',
  '10gbase-x-sfpp': 'SFP+ (10GE)',
  '25gbase-x-sfp28': 'SFP28 (25GE)',
  '100gbase-x-qsfp28': 'QSFP28 (100GE)',
  other: 'Other',
};

export const deviceModels: readonly Model[] = [
  {
    name: 'dcim.device',
    path: 'dcim/devices',
    verbose: 'Device',
    fields: {
      name: { kind: 'text', default: null },
      device_type: { kind: 'one', to: 'dcim.devicetype', required: true, onDelete: 'protect' },
      role: { kind: 'one', to: 'extras.role', required: true, onDelete: 'protect' },
      status,
      location: { kind: 'one', to: 'dcim.location', required: true, onDelete: 'protect' },
      rack: { kind: 'one', to: 'dcim.rack', onDelete: 'protect' },
      position: { kind: 'number', default: null },
      face: { kind: 'choice', default: null, labels: { front: 'Front', rear: 'Rear' } },
      serial: { kind: 'text', default: '' },
      asset_tag: { kind: 'text', default: null },
      comments: { kind: 'text', default: '' },
      primary_ip4: { kind: 'one', to: 'ipam.ipaddress', onDelete: 'clear' },
      primary_ip6: { kind: 'one', to: 'ipam.ipaddress', onDelete: 'clear' },
    },
    natural: 'name',
    // A device without a name never collides; one with a name collides only in its location.
    unique: [nonFieldUnique(['rack', 'position', 'face'], 'nautobot.place-is-unique')],
    mayRepeat: [
      { field: 'serial', trap: 'nautobot.serial-may-repeat' },
      { field: 'name', trap: 'nautobot.name-per-location' },
    ],
    clean: cleanDevice,
    filters: {
      mac_address: (row, value, tables) =>
        tables
          .find('dcim.interface', 'device', row.id)
          .some((nic) => textField(nic, 'mac_address').toUpperCase() === value.toUpperCase()),
      has_primary_ip: (row, value) =>
        (row.values.primary_ip4 !== null || row.values.primary_ip6 !== null) === (value.toLowerCase() === 'true'),
    },
    extra: (row, tables) => ({ interface_count: tables.find('dcim.interface', 'device', row.id).length }),
  },
  {
    name: 'dcim.interface',
    path: 'dcim/interfaces',
    verbose: 'Interface',
    fields: {
      device: { kind: 'one', to: 'dcim.device', required: true, onDelete: 'cascade' },
      name: { kind: 'text', required: true },
      type: { kind: 'choice', required: true, labels: interfaceTypes },
      status,
      mac_address: { kind: 'text', default: null, fold: 'upper' },
      enabled: { kind: 'flag', default: true },
      mgmt_only: { kind: 'flag', default: false },
      mtu: { kind: 'number', default: null },
      label: { kind: 'text', default: '' },
      description: { kind: 'text', default: '' },
    },
    natural: 'name',
    unique: [nonFieldUnique(['device', 'name'])],
    mayRepeat: [{ field: 'mac_address', trap: 'nautobot.mac-may-repeat' }],
    clean(draft): ApiErrors {
      const mac = draft.values.mac_address;
      if (mac === null || mac === '') return {};
      return /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/i.test(String(mac)) ? {} : { mac_address: ['Enter a valid MAC address.'] };
    },
    extra: (row, tables) => ({
      ip_addresses: tables
        .find('ipam.ipaddresstointerface', 'interface', row.id)
        .map((join) => ({ id: join.values.ip_address, object_type: 'ipam.ipaddress' })),
    }),
  },
];

function cleanDevice(draft: Row, tables: Tables): ApiErrors {
  const { name, location, rack, position, face } = draft.values;
  if (typeof name === 'string' && name !== '') {
    const twin = tables
      .find('dcim.device', 'name', name)
      .find((row) => row.id !== draft.id && row.values.location === location);
    if (twin)
      return {
        __all__: [
          `A device named '${name}' with no tenant already exists in this location: ${textField(tables.get('dcim.location', location) ?? draft, 'name')}`,
        ],
      };
  }
  const rackRow = tables.get('dcim.rack', rack);
  if (rackRow && rackRow.values.location !== location)
    return { rack: [`Rack ${textField(rackRow, 'name')} does not belong to this location.`] };
  if (position !== null && !rackRow) return { position: ['Cannot select a rack position without assigning a rack.'] };
  if (position !== null && face === null) return { face: ['Must specify rack face when defining rack position.'] };
  if (typeof position === 'number' && rackRow && (position < 1 || position > Number(rackRow.values.u_height))) {
    return {
      position: [`U${position} is already occupied or does not have sufficient space to accommodate this device.`],
    };
  }
  return {
    ...locationAllows(draft, tables, 'dcim.device', 'Devices'),
    ...checkPrimary(draft, tables, 4),
    ...checkPrimary(draft, tables, 6),
  };
}

/** A primary address must be joined to one of the device's interfaces first. */
function checkPrimary(draft: Row, tables: Tables, family: 4 | 6): ApiErrors {
  const field = `primary_ip${family}`;
  const address = tables.get('ipam.ipaddress', draft.values[field]);
  if (!address) return {};
  const shown = textField(address, 'address');
  if (address.values.ip_version !== family) return { [field]: [`${shown} is not an IPv${family} address.`] };
  const joined = tables
    .find('ipam.ipaddresstointerface', 'ip_address', address.id)
    .some((join) => tables.get('dcim.interface', join.values.interface)?.values.device === draft.id);
  return joined || !tables.traps.isOn('nautobot.join-before-primary')
    ? {}
    : { [field]: [`The specified IP address (${shown}) is not assigned to this device.`] };
}
