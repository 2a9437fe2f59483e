import { acceptAsset, macsOf } from '../../api/acceptance.ts';
import { type ClusterClient, type Reflector, startReflector } from '../../api/cluster/index.ts';
import { CLAIM_UID_LABEL } from '../../api/groups.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { flavor } from '../../api/kinds/flavor.ts';
import { type IPAddress, ipAddressKind, l2Domain, subnet } from '../../api/kinds/network.ts';
import { osImage } from '../../api/kinds/os-image.ts';
import { rack } from '../../api/kinds/rack.ts';
import type { FleetView } from '../scheduling/fleet-view.ts';

/** The fleet in memory: watched, and corrected at once by what we write ourselves. */
export interface Fleet {
  readonly view: FleetView;
  /** Addresses that somebody holds in an address space, resting ones included. */
  takenAddresses(vpc: string): ReadonlySet<string>;
  addresses(): Iterable<IPAddress>;
  quarantineOf(subnet: string): string | undefined;
  observeClaim(claim: AssetClaim): void;
  observeAddress(address: IPAddress): void;
  readonly synced: Promise<void>;
  /** One for each kind, for those who ask how fresh all this is. */
  readonly watches: readonly FleetWatch[];
  stop(): void;
}

type FleetWatch = Pick<Reflector<never>, 'kind' | 'synced' | 'isSynced' | 'lastActivityAt' | 'stop'> & {
  readonly store: { readonly size: number };
};

export function startFleet(client: ClusterClient, onError: (error: unknown) => void): Fleet {
  const watch = <K extends Parameters<typeof startReflector>[0]['kind']>(kind: K) =>
    startReflector<K>({ client, kind, onError });
  const assets = watch(computeAsset);
  const claims = watch(assetClaim);
  const addresses = watch(ipAddressKind);
  const domains = watch(l2Domain);
  const subnets = watch(subnet);
  const racks = watch(rack);
  const providers = watch(computeProvider);
  const flavors = watch(flavor);
  const images = watch(osImage);
  const all: readonly FleetWatch[] = [assets, claims, addresses, domains, subnets, racks, providers, flavors, images];
  const byMac = assets.store.index(macsOf);
  const bySystemId = assets.store.index((asset) => (asset.bmc?.systemId ? [asset.bmc.systemId] : []));
  const acceptance = {
    assetsWithMac: byMac,
    assetsWithSystemId: bySystemId,
    l2Domain: (name: string) => domains.store.get({ name }),
    rack: (name: string) => racks.store.get({ name }),
  };

  const view: FleetView = {
    assets: () => assets.store.list(),
    claims: () => claims.store.list(),
    claimOf: (name) => claims.store.get({ name }),
    l2Domain: (name) => domains.store.get({ name }),
    subnet: (name) => subnets.store.get({ name }),
    provider: (name) => providers.store.get({ name }),
    flavor: (name) => flavors.store.get({ name }),
    osImage: (name) => images.store.get({ name }),
    whyNotAccepted(asset) {
      const verdict = acceptAsset(asset, acceptance);
      return verdict.accepted ? undefined : verdict.message;
    },
  };
  return {
    view,
    takenAddresses(vpc) {
      const taken = new Set<string>();
      for (const address of addresses.store.list()) {
        // By its name, `<vpc>-<hex>`, which is the lock: the Subnet may be gone.
        const { name } = address.metadata;
        if (name.startsWith(`${vpc}-`) && !name.includes('-', vpc.length + 1)) taken.add(address.spec.address);
      }
      return taken;
    },
    addresses: () => addresses.store.list(),
    quarantineOf: (name) => subnets.store.get({ name })?.spec.quarantine,
    observeClaim: (claim) => claims.observe(claim),
    observeAddress: (address) => addresses.observe(address),
    watches: all,
    synced: Promise.all(all.map((reflector) => reflector.synced)).then(() => undefined),
    stop: () => all.forEach((reflector) => reflector.stop()),
  };
}

export function heldBy(uid: string): { labelSelector: string } {
  return { labelSelector: `${CLAIM_UID_LABEL}=${uid}` };
}
