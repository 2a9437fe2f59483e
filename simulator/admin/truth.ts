import { showHost } from '../foreman/hosts/host-view.ts';
import type { Host } from '../foreman/hosts/host.ts';
import { redactTokens } from '../journal/redact.ts';
import type { Machine } from '../machines/machine.ts';
import { textField, type Row } from '../nautobot/model.ts';
import type { Tables } from '../nautobot/tables.ts';
import { saltTruth } from '../salt/truth.ts';
import type { Json } from '../storage/json.ts';
import type { World } from '../world.ts';

/** What is really so in every system, told without their APIs; nothing secret in it. */
export function truthOf(world: World): object {
  const { tables } = world.nautobot;
  return {
    machines: world.room.machines.values().map(machineTruth),
    hosts: world.foreman.store.hosts.values().map((host) => hostTruth(world, host)),
    devices: tables
      .of('dcim.device')
      .values()
      .map((row) => deviceTruth(tables, row)),
    addresses: tables
      .of('ipam.ipaddress')
      .values()
      .map((row) => addressTruth(tables, row)),
    rrsets: rrsetTruth(world),
    ...saltTruth(world.salt),
  };
}

export function machineTruth(machine: Machine): object {
  const { spec, installed } = machine;
  return {
    uuid: spec.uuid,
    name: spec.name,
    serial: spec.serial,
    macs: spec.nics.map((nic) => nic.mac.toLowerCase()),
    power: machine.power,
    phase: machine.phase,
    bootOverride: machine.bootOverride,
    powerOns: machine.powerOns,
    boots: machine.boots,
    installs: machine.installs,
    wipes: machine.wipes,
    disks: Object.fromEntries(machine.disks),
    marks: Object.fromEntries(machine.marks),
    installed: installed && installedTruth(installed),
    lastError: machine.lastError,
  };
}

function installedTruth(installed: NonNullable<Machine['installed']>): object {
  const { installHash, hostname, addresses, gateway, dns, sshKeys, hostKey, routes, at } = installed;
  return { installHash, hostname, addresses, gateway, dns, sshKeys, hostKey, routes, at };
}

function hostTruth(world: World, host: Host): object {
  const {
    token: _token,
    permissions: _permissions,
    all_parameters: _inherited,
    ...shown
  } = showHost(host, world.foreman.catalogue);
  const parameters = Object.fromEntries(host.parameters.map(({ name, value }) => [name, withoutSecret(name, value)]));
  return { ...shown, parameters };
}

/** Parameters hold secrets by name, or URLs with a token in them. */
function withoutSecret(name: string, value: Json): Json {
  if (/token|password|secret/i.test(name)) return '***';
  return typeof value === 'string' ? redactTokens(value) : value;
}

function deviceTruth(tables: Tables, row: Row): object {
  return {
    id: row.id,
    name: row.values.name,
    serial: row.values.serial,
    status: nameOf(tables, 'extras.status', row.values.status),
    role: nameOf(tables, 'extras.role', row.values.role),
    location: nameOf(tables, 'dcim.location', row.values.location),
    rack: nameOf(tables, 'dcim.rack', row.values.rack),
    position: row.values.position,
    primary_ip4: addressOf(tables, row.values.primary_ip4),
    primary_ip6: addressOf(tables, row.values.primary_ip6),
    custom_fields: row.customFields,
    interfaces: tables.find('dcim.interface', 'device', row.id).map((nic) => ({
      name: nic.values.name,
      mac_address: nic.values.mac_address,
      addresses: tables
        .find('ipam.ipaddresstointerface', 'interface', nic.id)
        .map((join) => addressOf(tables, join.values.ip_address)),
    })),
  };
}

function addressTruth(tables: Tables, row: Row): object {
  const joins = tables.find('ipam.ipaddresstointerface', 'ip_address', row.id);
  const devices = joins.map(
    (join) =>
      tables.get('dcim.device', tables.get('dcim.interface', join.values.interface)?.values.device)?.values.name,
  );
  return {
    id: row.id,
    address: row.values.address,
    host: row.values.host,
    status: nameOf(tables, 'extras.status', row.values.status),
    dns_name: row.values.dns_name,
    custom_fields: row.customFields,
    devices,
  };
}

function rrsetTruth(world: World): object[] {
  return world.powerdns.zones.rrsets
    .values()
    .filter(({ type, name, zone }) => type !== 'SOA' && !(type === 'NS' && name === zone));
}

function nameOf(tables: Tables, model: Parameters<Tables['get']>[0], id: unknown): string | null {
  const row = tables.get(model, id);
  return row ? textField(row, 'name') : null;
}

function addressOf(tables: Tables, id: unknown): string | null {
  const row = tables.get('ipam.ipaddress', id);
  return row ? textField(row, 'address') : null;
}
