import {
  contains,
  formatAddress,
  formatNetwork,
  networkOf,
  parseAddress,
  parseInterfaceAddress,
  parseNetwork,
} from '../../addresses/cidr.ts';
import { fieldUnique, nonFieldUnique, textField, type Model, type Row } from '../model.ts';
import type { ApiErrors } from '../refusals.ts';
import type { Tables } from '../tables.ts';

const status = { kind: 'one', to: 'extras.status', required: true, onDelete: 'protect' } as const;

export const ipamModels: readonly Model[] = [
  {
    name: 'ipam.namespace',
    path: 'ipam/namespaces',
    verbose: 'Namespace',
    fields: { name: { kind: 'text', required: true }, description: { kind: 'text', default: '' } },
    natural: 'name',
    unique: [fieldUnique('name', 'namespace')],
  },
  {
    name: 'ipam.prefix',
    path: 'ipam/prefixes',
    verbose: 'Prefix',
    fields: {
      prefix: { kind: 'text', required: true },
      namespace: { kind: 'one', to: 'ipam.namespace', onDelete: 'protect' },
      parent: { kind: 'one', to: 'ipam.prefix', onDelete: 'clear' },
      type: {
        kind: 'choice',
        default: 'network',
        labels: { container: 'Container', network: 'Network', pool: 'Pool' },
      },
      status,
      role: { kind: 'one', to: 'extras.role', onDelete: 'protect' },
      location: { kind: 'one', to: 'dcim.location', onDelete: 'clear' },
      description: { kind: 'text', default: '' },
    },
    natural: 'prefix',
    unique: [
      {
        fields: ['namespace', 'prefix'],
        errors: () => ({ __all__: ['Prefix with this Namespace, Network and Prefix length already exists.'] }),
      },
    ],
    clean: cleanPrefix,
    onStored: storePrefix,
    onRemoved: (row, tables) => tables.prefixes.remove(textField(row, 'namespace'), textField(row, 'prefix')),
    filters: {
      within: (row, value) => isWithin(row, value, false),
      within_include: (row, value) => isWithin(row, value, true),
    },
    display: (row) => textField(row, 'prefix'),
  },
  {
    name: 'ipam.ipaddress',
    path: 'ipam/ip-addresses',
    verbose: 'IPAddress',
    fields: {
      address: { kind: 'text', required: true },
      host: { kind: 'text' },
      mask_length: { kind: 'number' },
      ip_version: { kind: 'number' },
      parent: { kind: 'one', to: 'ipam.prefix', onDelete: 'protect' },
      namespace: { kind: 'one', to: 'ipam.namespace', onDelete: 'protect' },
      type: { kind: 'choice', default: 'host', labels: { dhcp: 'DHCP', host: 'Host', slaac: 'SLAAC' } },
      status,
      role: { kind: 'one', to: 'extras.role', onDelete: 'protect' },
      dns_name: { kind: 'text', default: '', fold: 'lower' },
      description: { kind: 'text', default: '' },
    },
    natural: 'address',
    unique: [
      {
        fields: ['parent', 'host'],
        trap: 'nautobot.address-is-unique',
        errors: (row) => ({
          __all__: [
            `IP address ${textField(row, 'address')} already exists in its Parent Prefix.`,
            'IP address with this Parent and Host already exists.',
          ],
        }),
      },
    ],
    clean: cleanAddress,
    filters: {
      address: (row, value) => sameAddress(row, value),
      prefix: (row, value) => heldBy(row, value),
      interfaces: (row, value, tables) =>
        tables.find('ipam.ipaddresstointerface', 'ip_address', row.id).some((join) => join.values.interface === value),
      device_id: (row, value, tables) => devicesOf(row, tables).includes(value),
      device: (row, value, tables) =>
        devicesOf(row, tables).some((id) => id === value || tables.get('dcim.device', id)?.values.name === value),
    },
    display: (row) => textField(row, 'address'),
  },
  {
    name: 'ipam.ipaddresstointerface',
    path: 'ipam/ip-address-to-interface',
    verbose: 'IPAddressToInterface',
    fields: {
      ip_address: { kind: 'one', to: 'ipam.ipaddress', required: true, onDelete: 'cascade' },
      interface: { kind: 'one', to: 'dcim.interface', required: true, onDelete: 'cascade' },
      is_primary: { kind: 'flag', default: false },
    },
    natural: 'id',
    unique: [nonFieldUnique(['ip_address', 'interface'], 'nautobot.join-is-unique')],
    onRemoved: clearPrimary,
  },
];

function cleanPrefix(draft: Row, tables: Tables): ApiErrors {
  const network = parseNetwork(textField(draft, 'prefix'));
  if (!network) return { prefix: ['Enter a valid IPv4 or IPv6 network.'] };
  draft.values.prefix = formatNetwork(network);
  draft.values.namespace ??= tables.find('ipam.namespace', 'name', 'Global')[0]?.id ?? null;
  const first = { family: network.family, value: network.base };
  draft.values.parent =
    network.length === 0 ? null : tables.prefixes.longest(textField(draft, 'namespace'), first, network.length - 1);
  return {};
}

/** A new prefix takes over the addresses that it now holds most closely. */
function storePrefix(row: Row, tables: Tables): void {
  const network = parseNetwork(textField(row, 'prefix'));
  tables.prefixes.add(textField(row, 'namespace'), textField(row, 'prefix'), row.id);
  if (!network || typeof row.values.parent !== 'string') return;
  for (const address of tables.find('ipam.ipaddress', 'parent', row.values.parent)) {
    const host = parseAddress(textField(address, 'host'));
    if (!host || !contains(network, host)) continue;
    address.values.parent = row.id;
    tables.of('ipam.ipaddress').put(address);
  }
}

function cleanAddress(draft: Row, tables: Tables): ApiErrors {
  const parsed = parseInterfaceAddress(textField(draft, 'address'));
  if (!parsed) return { address: ['Enter a valid IPv4 or IPv6 address.'] };
  const host = formatAddress(parsed.address);
  const namespace =
    draft.values.namespace ??
    tables.get('ipam.prefix', draft.values.parent)?.values.namespace ??
    tables.find('ipam.namespace', 'name', 'Global')[0]?.id ??
    null;
  Object.assign(draft.values, {
    address: `${host}/${parsed.length}`,
    host,
    mask_length: parsed.length,
    ip_version: parsed.address.family,
    namespace,
  });
  draft.values.parent = tables.prefixes.longest(String(namespace), parsed.address);
  if (draft.values.parent !== null || !tables.traps.isOn('nautobot.address-needs-a-prefix')) return {};
  const name = textField(tables.get('ipam.namespace', namespace) ?? draft, 'name');
  return { namespace: [`No suitable parent Prefix for ${host} exists in Namespace ${name}`] };
}

function clearPrimary(join: Row, tables: Tables): void {
  const nic = tables.get('dcim.interface', join.values.interface);
  const device = tables.get('dcim.device', nic?.values.device);
  if (!device) return;
  for (const field of ['primary_ip4', 'primary_ip6']) {
    if (device.values[field] === join.values.ip_address) device.values[field] = null;
  }
  tables.of('dcim.device').put(device);
}

function devicesOf(row: Row, tables: Tables): string[] {
  return tables.find('ipam.ipaddresstointerface', 'ip_address', row.id).flatMap((join) => {
    const device = tables.get('dcim.interface', join.values.interface)?.values.device;
    return typeof device === 'string' ? device : [];
  });
}

function sameAddress(row: Row, value: string): boolean {
  const parsed = parseInterfaceAddress(value);
  if (!parsed) return false;
  return (
    textField(row, 'host') === formatAddress(parsed.address) &&
    (!value.includes('/') || row.values.mask_length === parsed.length)
  );
}

function heldBy(row: Row, prefix: string): boolean {
  const network = parseNetwork(prefix);
  const host = parseAddress(textField(row, 'host'));
  return network !== null && host !== null && contains(network, host);
}

function isWithin(row: Row, value: string, orEqual: boolean): boolean {
  const outer = parseNetwork(value);
  const inner = parseNetwork(textField(row, 'prefix'));
  if (!outer || !inner || inner.length < outer.length || (!orEqual && inner.length === outer.length)) return false;
  return (
    networkOf({ family: inner.family, value: inner.base }, outer.length).base === outer.base &&
    inner.family === outer.family
  );
}
