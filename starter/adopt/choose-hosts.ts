import { RACK_LABEL } from '../../api/groups.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { HostReport } from '../../api/survey.ts';
import { CommandError, EXIT } from '../exit.ts';
import { nearNames } from '../near-names.ts';
import type { FoundFleet } from './found-fleet.ts';
import { assetsOf } from './match-host.ts';

export interface Choice {
  /** FQDNs, short names, or names of assets. */
  names: readonly string[];
  all: boolean;
  /** Labels of the hosts' assets. */
  selector: Readonly<Record<string, string>>;
}

/** The hosts that a person means. Throws for a name that no host has. */
export function chooseHosts({ names, all, selector }: Choice, fleet: FoundFleet): HostReport[] {
  if (all) return [...fleet.hosts];
  if (names.length === 0)
    return fleet.hosts.filter((host) => assetsOf(host, fleet).some((asset) => has(asset, selector)));
  return [...new Set(names.flatMap((name) => named(name, fleet)))];
}

function named(name: string, fleet: FoundFleet): HostReport[] {
  const found = fleet.hosts.filter(
    (host) =>
      host.fqdn === name.toLowerCase() ||
      host.fqdn.split('.')[0] === name.toLowerCase() ||
      assetsOf(host, fleet).some(({ metadata }) => metadata.name === name),
  );
  if (found.length > 0) return found;
  const near = nearNames(
    name,
    fleet.hosts.map(({ fqdn }) => fqdn),
  );
  const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  throw new CommandError(`Foreman has no host ${name}, and none on an asset of that name.${hint}`, EXIT.notFound);
}

function has(asset: ComputeAsset, selector: Readonly<Record<string, string>>): boolean {
  const labels: Record<string, string | undefined> = { [RACK_LABEL]: asset.rack?.name, ...asset.metadata.labels };
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
