import { createHash } from 'node:crypto';
import { textOf, type Json, type JsonObject } from '../../storage/json.ts';
import type { Traps } from '../../traps/traps.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ValidationErrors } from '../refusals.ts';
import type { Host } from './host.ts';
import { applyInterfaces, applyPrimaryShortcuts } from './interface-attributes.ts';
import { referenceId, type PartIds } from './nested-attributes.ts';
import { applyParameters } from './parameter-attributes.ts';

type ReferenceField =
  | 'domainId'
  | 'organizationId'
  | 'locationId'
  | 'architectureId'
  | 'operatingSystemId'
  | 'mediumId'
  | 'ptableId'
  | 'hostgroupId';

export const references: readonly (readonly [attribute: string, field: ReferenceField, plural: string])[] = [
  ['domain_id', 'domainId', 'domains'],
  ['organization_id', 'organizationId', 'organizations'],
  ['location_id', 'locationId', 'locations'],
  ['architecture_id', 'architectureId', 'architectures'],
  ['operatingsystem_id', 'operatingSystemId', 'operatingsystems'],
  ['medium_id', 'mediumId', 'media'],
  ['ptable_id', 'ptableId', 'ptables'],
  ['hostgroup_id', 'hostgroupId', 'hostgroups'],
];

/** Writes request attributes into a draft of a host; the returned errors are those that only the request shows. */
export function applyAttributes(
  host: Host,
  attributes: JsonObject,
  catalogue: Catalogue,
  ids: PartIds,
): ValidationErrors {
  const errors: ValidationErrors = {};
  for (const [attribute, field, plural] of references) {
    const value = attributes[attribute];
    if (value !== undefined) host[field] = referenceId(catalogue, plural, attribute, value);
  }
  inheritFromHostgroup(host, catalogue);

  if (typeof attributes.managed === 'boolean') host.managed = attributes.managed;
  if (typeof attributes.enabled === 'boolean') host.enabled = attributes.enabled;
  if (attributes.build !== undefined)
    host.build = attributes.build === true || attributes.build === 'true' || attributes.build === 1;
  if (attributes.pxe_loader !== undefined) host.pxeLoader = textOf(attributes.pxe_loader);
  if (attributes.comment !== undefined) host.comment = textOf(attributes.comment);
  applyRootPassword(host, attributes.root_pass, catalogue.traps, errors);
  applyName(host, attributes.name, catalogue, errors);
  applyInterfaces(host, attributes.interfaces_attributes, catalogue, ids, errors);
  applyPrimaryShortcuts(host, attributes, catalogue.traps, ids);
  applyParameters(host, attributes.host_parameters_attributes, catalogue.traps, ids, errors);
  return errors;
}

function inheritFromHostgroup(host: Host, catalogue: Catalogue): void {
  const group = host.hostgroupId === null ? undefined : catalogue.get('hostgroups', host.hostgroupId);
  if (!group) return;
  for (const [attribute, field] of references) {
    const inherited = group.values[attribute];
    if (host[field] === null && typeof inherited === 'number') host[field] = inherited;
  }
}

function applyRootPassword(host: Host, password: Json | undefined, traps: Traps, errors: ValidationErrors): void {
  const plain = textOf(password);
  if (plain === null || plain === '') return;
  if (plain.length < 8 && traps.isOn('foreman.long-password')) errors.root_pass = ['should be 8 characters or more'];
  else
    host.rootPassHash = plain.startsWith('$') ? plain : `$6$${createHash('sha512').update(plain).digest('base64url')}`;
}

/** Lower case; a short name gets its domain, an FQDN finds it. */
function applyName(host: Host, given: Json | undefined, catalogue: Catalogue, errors: ValidationErrors): void {
  const { traps } = catalogue;
  const sent = textOf(given) ?? host.name;
  const name = traps.isOn('foreman.name-in-lower-case') ? sent.toLowerCase() : sent;
  if (name === '') return;
  const dot = name.indexOf('.');
  if (host.domainId === null && dot > 0 && traps.isOn('foreman.name-finds-its-domain'))
    host.domainId = catalogue.byName('domains', name.slice(dot + 1))?.id ?? null;
  const domain = host.domainId === null ? undefined : catalogue.get('domains', host.domainId);
  const short = domain && name.endsWith(`.${domain.name}`) ? name.slice(0, -domain.name.length - 1) : name;
  if (short.includes('.') && host.managed && traps.isOn('foreman.name-without-periods'))
    errors.name = ['must not include periods'];
  host.name = domain && traps.isOn('foreman.name-gets-its-domain') ? `${short}.${domain.name}` : name;
}
