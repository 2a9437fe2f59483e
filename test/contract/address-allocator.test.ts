import { MemoryAddressAllocator } from '../../activities/adapters/memory/address-allocator.ts';
import { NautobotAddressPool } from '../../activities/adapters/nautobot/address-pool.ts';
import { Failure } from '../../activities/failure.ts';
import { createAddressBook } from '../../activities/ipam/address-book.ts';
import { createAddressClaims } from '../../activities/ipam/address-claims.ts';
import { ADDRESS_FINALIZER } from '../../api/groups.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { addressClaimName } from '../../api/names.ts';
import { MemoryCluster } from '../workflow/memory-cluster.ts';
import { marksOf, plantAddress } from './nautobot-api.ts';
import { Simulated } from './simulated.ts';
import { describeAddressAllocator, SUBNETS } from './suites/address-allocator.ts';

describeAddressAllocator('the memory twin', async () => {
  const allocator = new MemoryAddressAllocator();
  return {
    allocator,
    addressesOf: async (uid) => allocator.addressesOf(uid),
    plant: async (address, subnet) => allocator.plant(address, subnet),
    loseNextAnswer: async () => allocator.log.failNextChange('after', new Failure('Unavailable', 'the answer is lost')),
  };
});

describeAddressAllocator('the claims in the apiserver', async () => {
  const cluster = new MemoryCluster();
  const addressBook = createAddressBook();
  const fleet = { addressBook, quarantineOf: () => undefined, observeAddress: addressBook.put };
  return {
    allocator: createAddressClaims({ client: cluster, fleet }),
    async addressesOf(uid) {
      const { items } = await cluster.list(ipAddressKind);
      return items
        .filter(({ metadata, spec }) => spec.claimRef.uid === uid && !metadata.deletionTimestamp)
        .map(({ spec }) => spec.address);
    },
    async plant(address, subnet) {
      const claimRef = { kind: 'ComputeNode' as const, namespace: 'team-b', name: 'n9', uid: 'uid-9', device: '1' };
      await cluster.create(ipAddressKind, {
        metadata: { name: addressClaimName(subnet.vpc, address), finalizers: [ADDRESS_FINALIZER] },
        spec: { address, subnet: subnet.name, claimRef },
      });
    },
    async loseNextAnswer() {
      const create = cluster.create.bind(cluster);
      cluster.create = async (kind, object) => {
        cluster.create = create;
        await create(kind, object);
        throw new Error('the answer is lost');
      };
    },
  };
});

describe('Nautobot', () => {
  let simulated: Simulated;
  beforeAll(async () => {
    simulated = await Simulated.start();
  });
  afterAll(() => simulated.close());

  describeAddressAllocator('the adapter', async () => {
    await simulated.reset();
    await simulated.set({ ipamGapMs: 5 });
    await simulated.admin('POST', '/_sim/seed', { prefixes: SUBNETS.map(({ cidr }) => cidr) });
    const allocator = new NautobotAddressPool({
      url: simulated.urls.nautobot,
      credentials: simulated.credentials.nautobot,
      http: simulated.http({ timeoutMs: 5_000 }),
    });
    return {
      allocator,
      addressesOf: (uid) => marksOf(simulated, uid),
      plant: (address, subnet) => plantAddress(simulated, `${address}/${subnet.cidr.split('/')[1]}`),
      loseNextAnswer: () =>
        simulated.fault({
          system: 'nautobot',
          method: 'POST',
          path: '/api/ipam/prefixes/*/available-ips/',
          drop: 'after',
        }),
    };
  });
});
