import { parseNetwork } from '../../../api/addresses.ts';
import type { NodeAddress, PlanInputs } from '../../../api/plan.ts';
import type { Release } from '../release.ts';

/** Texts that are made of the plan: what a template puts in order. */
export interface Sections {
  /** Language, time, users, services, and the reboot at the end. */
  system: string;
  network: string;
  /** Where packages, the commit or the image come from. */
  source: string;
  storage: string;
  packages: string;
  /** Checks before anything is erased, and the call-backs. */
  scripts: string;
}

/**
 * All that a template can name. What a machine lacks is null, which prints as nothing and counts as false; a name that
 * is not here is an error.
 */
export function templateVariables(
  { hostname, domain, fqdn, asset, osImage, layout }: PlanInputs,
  addresses: readonly NodeAddress[],
  release: Release,
  sections: Sections,
) {
  return {
    node: { hostname, domain, fqdn },
    asset: {
      name: asset.name,
      manufacturer: asset.manufacturer,
      model: asset.model,
      serialNumber: asset.serialNumber ?? null,
      rack: asset.rack?.name ?? null,
      unit: asset.rack?.unit ?? null,
      availabilityZone: asset.availabilityZone ?? null,
      firmware: asset.firmware,
      architecture: asset.architecture,
      disks: asset.disks.map(({ name, sizeGiB, rotational, model, byPath }) => {
        return { name, sizeGiB, rotational, model: model ?? null, byPath: byPath ?? null };
      }),
    },
    addresses: addresses.map(({ device, mac, address, subnet }) => {
      const { prefixLength } = parseNetwork(subnet.cidr);
      return { device, mac, address, prefixLength, subnet: subnet.name, gateway: subnet.gateway ?? null };
    }),
    image: { name: osImage.name, version: osImage.version, release, url: osImage.sourceUrl },
    disks: layout.disks.map(({ as }) => as),
    sections,
  };
}
