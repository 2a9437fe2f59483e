import { textOf, type Json, type JsonObject } from '../../storage/json.ts';
import type { Traps } from '../../traps/traps.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { unprocessable, type ValidationErrors } from '../refusals.ts';
import { interfaceTypes, primaryInterface, type Host, type Interface } from './host.ts';
import { listOf, referenceId, wantsDestroy, type PartIds } from './nested-attributes.ts';

export function applyInterfaces(
  host: Host,
  given: Json | undefined,
  catalogue: Catalogue,
  ids: PartIds,
  errors: ValidationErrors,
): void {
  for (const item of listOf(given)) {
    const existing = item.id === undefined ? undefined : host.interfaces.find((nic) => nic.id === Number(item.id));
    if (item.id !== undefined && !existing)
      throw unprocessable(`Couldn't find Nic::Base with ID=${textOf(item.id)} for Host`);
    if (existing && wantsDestroy(item)) {
      host.interfaces = host.interfaces.filter((nic) => nic !== existing);
      continue;
    }
    const nic = existing ?? newInterface(ids.next());
    writeInterface(nic, item, catalogue, existing === undefined, errors);
    if (!existing) host.interfaces.push(nic);
  }
}

/** `mac`, `ip` and the like beside the host's name belong to its primary interface. */
export function applyPrimaryShortcuts(host: Host, attributes: JsonObject, traps: Traps, ids: PartIds): void {
  if (host.interfaces.length === 0)
    host.interfaces.push({ ...newInterface(ids.next()), primary: true, provision: true });
  if (!primaryInterface(host)) {
    const first = host.interfaces.find((nic) => nic.type !== 'bmc');
    if (first) first.primary = true;
  }
  const primary = primaryInterface(host);
  if (!primary) return;
  if (!host.interfaces.some((nic) => nic.provision)) primary.provision = true;
  if (attributes.mac !== undefined) primary.mac = storedMac(attributes.mac, traps);
  if (attributes.ip !== undefined) primary.ip = textOf(attributes.ip);
  if (attributes.ip6 !== undefined) primary.ip6 = textOf(attributes.ip6);
}

function storedMac(given: Json, traps: Traps): string | null {
  const mac = textOf(given);
  return traps.isOn('foreman.mac-in-lower-case') ? (mac?.toLowerCase() ?? null) : mac;
}

function newInterface(id: number): Interface {
  return {
    id,
    type: 'interface',
    identifier: null,
    mac: null,
    ip: null,
    ip6: null,
    subnetId: null,
    primary: false,
    provision: false,
    managed: true,
    provider: null,
    username: null,
    password: null,
  };
}

function writeInterface(
  nic: Interface,
  item: JsonObject,
  catalogue: Catalogue,
  isNew: boolean,
  errors: ValidationErrors,
): void {
  const type = textOf(item.type)?.toLowerCase();
  if (type !== undefined && type !== nic.type) {
    const known = interfaceTypes.find((candidate) => candidate === type);
    if (!known) throw unprocessable(`Unknown interface type, must be one of [${interfaceTypes.join(', ')}]`);
    if (isNew) nic.type = known;
    else if (catalogue.traps.isOn('foreman.interface-type-is-fixed'))
      errors['interfaces.type'] = ["can't be changed once the interface is saved"];
    else nic.type = known;
  }
  if (item.mac !== undefined) nic.mac = storedMac(item.mac, catalogue.traps);
  for (const field of ['identifier', 'ip', 'ip6', 'provider', 'username', 'password'] as const) {
    if (item[field] !== undefined) nic[field] = textOf(item[field]);
  }
  for (const field of ['primary', 'provision', 'managed'] as const) {
    if (typeof item[field] === 'boolean') nic[field] = item[field];
  }
  if (item.subnet_id !== undefined) nic.subnetId = referenceId(catalogue, 'subnets', 'subnet_id', item.subnet_id);
}
