import type { NodeAddress } from '../../api/plan.ts';
import { done, type Step } from './step.ts';

/** A, AAAA and PTR of the first device that carries addresses. */
export const publishDns: Step = {
  name: 'publish-dns',
  version: 1,
  condition: 'DNSPublished',
  quietMs: 15_000,
  title: 'publish DNS',

  async run({ owner, inputs, facts, call }) {
    await call(
      'dns.publish',
      { owner, dns: inputs.systems.dns, fqdn: inputs.fqdn, addresses: published(inputs.asset.nics, facts.addresses) },
      `${inputs.asset.name}: publish ${inputs.fqdn}`,
    );
    return done(inputs.fqdn);
  },

  async undo({ ref, owner, inputs, call }) {
    const count = await call(
      'dns.withdraw',
      { ref, owner, dns: inputs.systems.dns, fqdn: inputs.fqdn },
      `${inputs.asset.name}: withdraw ${inputs.fqdn}`,
    );
    return `${count} record sets withdrawn`;
  },

  async adopt({ owner, inputs, facts, call }) {
    const { asset, systems, fqdn } = inputs;
    const addresses = published(asset.nics, facts.addresses);
    await call('dns.adopt', { owner, dns: systems.dns, fqdn, addresses }, `${asset.name}: mark the records of ${fqdn}`);
    return done(`the records of ${fqdn} are there, and marked`);
  },

  async disown({ ref, owner, inputs, call }) {
    const { asset, systems, fqdn } = inputs;
    await call('dns.disown', { ref, owner, dns: systems.dns, fqdn }, `${asset.name}: unmark the records of ${fqdn}`);
    return `the records of ${fqdn} bear no mark of ours`;
  },
};

function published(nics: readonly { device: string }[], addresses: readonly NodeAddress[] = []): string[] {
  const device = nics.find((nic) => addresses.some((held) => held.device === nic.device))?.device;
  return addresses.filter((held) => held.device === device).map(({ address }) => address);
}
