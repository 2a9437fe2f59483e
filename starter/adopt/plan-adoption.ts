import type { HostReport } from '../../api/survey.ts';
import { addressesOf } from './addresses.ts';
import type { FoundFleet, NodeWish } from './found-fleet.ts';
import { holderOf, matchHost } from './match-host.ts';
import type { Verdict } from './verdict.ts';

/** What adopting these hosts comes to. Whatever is not beyond doubt is left, and it is said why. */
export function planAdoption(hosts: readonly HostReport[], fleet: FoundFleet, wish: NodeWish): Verdict[] {
  const sorted = [...hosts].sort((a, b) => (a.fqdn < b.fqdn ? -1 : 1));
  const verdicts = sorted.map((host) => verdictOf(host, fleet, wish));
  // Two that want one name or one address: it can't be told which of them is right.
  return verdicts.map((verdict) => {
    if (verdict.verdict !== 'adopt') return verdict;
    const rivals = verdicts.filter((other) => other !== verdict && isRival(verdict, other)).map(({ host }) => host);
    if (rivals.length === 0) return verdict;
    return { verdict: 'left', host: verdict.host, why: `${rivals.join(', ')} has its name or an address of it too` };
  });
}

type Adopted = Extract<Verdict, { verdict: 'adopt' }>;

function isRival(verdict: Adopted, other: Verdict): boolean {
  if (other.verdict !== 'adopt') return false;
  const sharesAddress = other.addresses.some((address) => verdict.addresses.includes(address));
  return sharesAddress || other.node.metadata.name === verdict.node.metadata.name;
}

function verdictOf(host: HostReport, fleet: FoundFleet, wish: NodeWish): Verdict {
  const left = (why: string): Verdict => ({ verdict: 'left', host: host.fqdn, why });
  const adopter = fleet.nodes.find(({ spec }) => spec.adopt?.host === host.fqdn);
  if (adopter) {
    return { verdict: 'known', host: host.fqdn, node: `${adopter.metadata.namespace ?? ''}/${adopter.metadata.name}` };
  }
  const holder = holderOf(host, fleet);
  if (holder) return 'node' in holder ? { verdict: 'known', host: host.fqdn, ...holder } : left(holder.why);

  const match = matchHost(host, fleet);
  if ('why' in match) return left(match.why);
  const { asset, device } = match;
  const found = addressesOf(host, device, asset, fleet);
  if ('why' in found) return left(found.why);
  const { addresses, domain } = found;
  if (domain === undefined) return left(`no subnet of asset ${asset.metadata.name} names a domain`);
  const name = host.fqdn.slice(0, -domain.length - 1);
  if (host.fqdn !== `${name}.${domain}` || !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    return left(`its network's domain is ${domain}: a node there can't be called ${host.fqdn}`);
  }
  const { namespace, provider, flavor, image, labels } = wish;
  const namesake = fleet.nodes.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  if (namesake) return left(`there is another ComputeNode ${namespace}/${name}`);
  return {
    verdict: 'adopt',
    host: host.fqdn,
    asset: asset.metadata.name,
    addresses: addresses.map(({ address }) => address),
    node: {
      metadata: { name, namespace, ...(Object.keys(labels).length > 0 && { labels: { ...labels } }) },
      spec: {
        provider,
        flavor,
        osImage: { name: image },
        assetName: asset.metadata.name,
        adopt: { host: host.fqdn },
        addresses,
        // What Bedplate didn't install it doesn't wipe, unless somebody says so.
        deletionPolicy: 'Retain',
      },
    },
  };
}
