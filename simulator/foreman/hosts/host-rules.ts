import { isIP } from 'node:net';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { operatingSystemTitle } from '../catalogue/definition.ts';
import type { ValidationErrors } from '../refusals.ts';
import { primaryInterface, type Host } from './host.ts';
import { references } from './host-attributes.ts';

const macPattern = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
const hostnamePattern = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/i;

/** What is wrong with this host by itself and beside the others; `taken` says who else has a key. */
export function validateHost(host: Host, catalogue: Catalogue, taken: (key: string) => boolean): ValidationErrors {
  const errors: ValidationErrors = {};
  if (host.name === '') errors.name = ["can't be blank"];
  else if (!hostnamePattern.test(host.name)) errors.name = ['is invalid'];
  else if (taken(`name:${host.name}`)) errors.name = ['has already been taken'];

  validateInterfaces(host, taken, errors);
  if (host.managed) validateManaged(host, catalogue, errors);
  return errors;
}

function validateInterfaces(host: Host, taken: (key: string) => boolean, errors: ValidationErrors): void {
  if (host.interfaces.filter((nic) => nic.primary).length > 1)
    errors['interfaces.primary'] = ['host already has primary interface'];
  if (host.interfaces.filter((nic) => nic.provision).length > 1)
    errors['interfaces.provision'] = ['host already has provision interface'];

  const macs = host.interfaces.flatMap((nic) => nic.mac ?? []);
  for (const mac of macs) {
    if (!macPattern.test(mac)) errors['interfaces.mac'] = ['is not a valid MAC address'];
    else if (taken(`mac:${mac}`) || macs.indexOf(mac) !== macs.lastIndexOf(mac))
      errors['interfaces.mac'] = ['has already been taken'];
  }
  for (const nic of host.interfaces) {
    if (nic.ip !== null && nic.ip !== '' && isIP(nic.ip) !== 4) errors['interfaces.ip'] = ['is invalid'];
    if (nic.ip6 !== null && nic.ip6 !== '' && isIP(nic.ip6) !== 6) errors['interfaces.ip6'] = ['is invalid'];
  }
}

function validateManaged(host: Host, catalogue: Catalogue, errors: ValidationErrors): void {
  const { traps } = catalogue;
  const needed: string[] = [];
  if (traps.isOn('foreman.no-default-taxonomy')) needed.push('organization_id', 'location_id');
  if (traps.isOn('foreman.managed-needs-everything'))
    needed.push('architecture_id', 'operatingsystem_id', 'medium_id', 'ptable_id');
  for (const [attribute, field] of references) {
    if (needed.includes(attribute) && host[field] === null) errors[attribute] = ["can't be blank"];
  }
  if (!primaryInterface(host)?.mac && traps.isOn('foreman.managed-needs-a-mac'))
    errors['interfaces.mac'] ??= ["can't be blank"];
  if (host.rootPassHash === null && traps.isOn('foreman.managed-needs-a-password'))
    errors.root_pass ??= [
      'should not be blank. Set a root password either on the host, its host group, or set a default password in Settings.',
    ];

  const os = host.operatingSystemId === null ? undefined : catalogue.get('operatingsystems', host.operatingSystemId);
  if (!os) return;
  for (const [attribute, field, plural] of references) {
    const id = host[field];
    if (id === null || !['architectures', 'media', 'ptables'].includes(plural)) continue;
    if (catalogue.links.linked(plural, id, 'operatingsystems', os.id)) continue;
    errors[attribute] = [
      `${catalogue.get(plural, id)?.name} does not belong to ${operatingSystemTitle(os)} operating system`,
    ];
  }
}
