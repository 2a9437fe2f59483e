import { addressObject } from '../../../activities/ipam/address-object.ts';
import { formatAddress, parseNetwork } from '../../../api/addresses.ts';
import type { ClusterClient } from '../../../api/cluster/index.ts';
import { ipAddressKind, l2Domain, subnet, vpc } from '../../../api/kinds/network.ts';
import type { PlannedAsset, PlannedSubnet } from '../../../api/plan.ts';
import { eachAtOnce } from '../../../api/at-once.ts';

const WRITERS = 64;
const L2_DOMAIN = 'bench';

/** An L2 domain whose first subnet is 99 % full; what does not fit into it overflows into the second. */
export interface FullSubnet {
  asset: Pick<PlannedAsset, 'name' | 'nics'>;
  usable: number;
  filled: number;
}

export async function fillSubnet(
  cluster: ClusterClient,
  { prefix, say, abort }: { prefix: number; say(line: string): void; abort: AbortSignal },
): Promise<FullSubnet> {
  await cluster.create(vpc, { metadata: { name: 'core' }, spec: { cidrs: ['10.0.0.0/8'] } });
  const subnets: PlannedSubnet[] = [];
  for (const [name, cidr] of [
    ['full', `10.1.0.0/${prefix}`],
    ['overflow', '10.9.0.0/16'],
  ] as const) {
    await cluster.create(subnet, { metadata: { name }, spec: { vpc: 'core', cidr } });
    subnets.push({ name, vpc: 'core', cidr, dns: [], ntp: [], reserved: [], allocation: 'Sequential' });
  }
  await cluster.create(l2Domain, {
    metadata: { name: L2_DOMAIN },
    spec: { subnets: subnets.map(({ name }) => name) },
  });
  const [full] = subnets;
  if (!full) throw new Error('There is no subnet to fill.');

  const { first, last } = parseNetwork(full.cidr);
  const usable = Number(last - first) - 1;
  // One of a hundred is left free, evenly: holes are harder to find than an end.
  const taken = Array.from({ length: usable }, (_, i) => i + 1).filter((i) => i % 100 !== 0);
  let written = 0;
  await eachAtOnce(taken, WRITERS, async (offset) => {
    abort.throwIfAborted();
    const ref = { namespace: 'default', name: `filler-${offset}`, uid: `filler-${offset}` };
    const address = formatAddress(first + BigInt(offset), 4);
    await cluster.create(ipAddressKind, addressObject(ref, { address, subnet: full, device: '1' }));
    written += 1;
    if (written % 10_000 === 0) say(`${written} of ${taken.length} addresses are claimed.`);
  });
  const nic = { device: '1', mac: '52:54:00:00:00:01', l2Domain: L2_DOMAIN, subnets, requested: [] };
  return { asset: { name: 'bench', nics: [nic] }, usable, filled: taken.length };
}
