import type fc from 'fast-check';
import { type AddressBook, createAddressBook } from '../../../activities/ipam/address-book.ts';
import { createAddressClaims } from '../../../activities/ipam/address-claims.ts';
import { endRest } from '../../../activities/ipam/free-at-once.ts';
import type { AddressAllocator, AddressHolder, AddressNeed } from '../../../activities/ports/address-allocator.ts';
import type { ClusterClient } from '../../../api/cluster/index.ts';
import { CLAIM_UID_LABEL } from '../../../api/groups.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { type IPAddress, ipAddressKind } from '../../../api/kinds/network.ts';
import { MemoryCluster } from '../../workflow/memory-cluster.ts';
import { aNeed, aSubnet } from './a-subnet.ts';

/** A process dies before or after the nth of its writes from now on. */
export interface Crash {
  atWrite: number;
  when: 'before' | 'after';
}

export class Died extends Error {}

export const SUBNETS = [
  aSubnet('10.1.1.0/29', { gateway: '10.1.1.1' }),
  aSubnet('10.1.2.0/30', { allocation: 'Random' }),
  aSubnet('2001:db8::/125', { gateway: '2001:db8::1', reserved: ['2001:db8::2'], allocation: 'Hash' }),
] as const;
const [SMALL, TINY, V6] = SUBNETS;
/** Of IPv4 there are seven addresses, of IPv6 five: some of the nodes get nothing. */
export const NEEDS: AddressNeed[] = [aNeed('1', [SMALL, TINY]), aNeed('1', [V6])];
export const NODES = 7;

export const nodeOf = (n: number): AddressHolder => ({ namespace: 'default', name: `n${n}`, uid: `uid-${n}` });

/** An apiserver, and processes that allocate from it, each with a cache that lags behind until it is told to look. */
export class Place {
  readonly cluster = new MemoryCluster();
  readonly #scheduler: fc.Scheduler;
  readonly #books = [createAddressBook(), createAddressBook()];

  constructor(scheduler: fc.Scheduler) {
    this.#scheduler = scheduler;
  }

  async open(): Promise<void> {
    for (let n = 0; n < NODES; n += 1) {
      const { namespace, name, uid } = nodeOf(n);
      const plan = { provider: 'native', steps: [{ name: 'allocate-addresses', version: 1 }], inputs: {} };
      await this.cluster.create(assetClaim, {
        metadata: { name: `asset-${n}`, labels: { [CLAIM_UID_LABEL]: uid } },
        spec: { nodeRef: { namespace, name, uid }, installId: 'i', plan },
      });
    }
  }

  /** All at once, in whatever order the scheduler finds. */
  async atOnce<T>(work: readonly (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]> {
    return this.#scheduler.waitFor(Promise.allSettled(work.map((each) => each())));
  }

  allocate(process: number, node: number, crash?: Crash): Promise<string[]> {
    return this.#run(process, crash, async (allocator) => {
      const held = await allocator.allocate(nodeOf(node), NEEDS);
      return held.map(({ address }) => address);
    });
  }

  release(process: number, node: number, crash?: Crash): Promise<number> {
    return this.#run(process, crash, (allocator) => allocator.release(nodeOf(node)));
  }

  async boot(node: number): Promise<void> {
    await this.cluster.mergePatch(assetClaim, { name: `asset-${node}` }, { spec: { booted: true } });
  }

  /** The node is gone, and its claim with it: whoever bears its name next has a claim of its own. */
  async isGone(node: number): Promise<void> {
    await this.cluster.mergePatch(assetClaim, { name: `asset-${node}` }, { spec: { booted: false } });
  }

  async endRests(): Promise<void> {
    for (const address of await this.addresses()) {
      if (address.metadata.deletionTimestamp) await endRest(this.cluster, address);
    }
  }

  /** The watch of a process catches up. */
  async sync(process: number): Promise<void> {
    this.#books[process] = await this.#freshBook();
  }

  async addresses(): Promise<IPAddress[]> {
    return (await this.cluster.list(ipAddressKind)).items;
  }

  async boundTo(node: number): Promise<string[]> {
    const { uid } = nodeOf(node);
    const items = await this.addresses();
    const mine = items.filter(({ spec, metadata }) => spec.claimRef.uid === uid && !metadata.deletionTimestamp);
    return mine.map(({ spec }) => spec.address).sort();
  }

  async #run<T>(process: number, crash: Crash | undefined, work: (allocator: AddressAllocator) => Promise<T>) {
    const book = this.#books[process] ?? createAddressBook();
    const fleet = { addressBook: book, quarantineOf: () => undefined, observeAddress: book.put };
    try {
      return await work(createAddressClaims({ client: this.#dying(crash), fleet }));
    } catch (error) {
      // Who starts in its place knows what the apiserver knows.
      if (error instanceof Died) this.#books[process] = await this.#freshBook();
      throw error;
    }
  }

  async #freshBook(): Promise<AddressBook> {
    const book = createAddressBook();
    for (const address of await this.addresses()) book.put(address);
    return book;
  }

  /** The client of a process: its writes wait for their turn, and once it died nothing of it reaches the apiserver. */
  #dying(crash: Crash | undefined): ClusterClient {
    let writes = 0;
    let isDead = false;
    const write = async <T>(make: () => Promise<T>): Promise<T> => {
      await this.#scheduler.schedule(Promise.resolve());
      writes += 1;
      const dies = writes === crash?.atWrite;
      if (isDead || (dies && crash.when === 'before')) {
        isDead = true;
        throw new Died();
      }
      const made = await make();
      isDead ||= dies;
      if (isDead) throw new Died();
      return made;
    };
    const { cluster } = this;
    const client: Pick<ClusterClient, 'create' | 'delete' | 'mergePatch' | 'get' | 'list'> = {
      create: (kind, object) => write(() => cluster.create(kind, object)),
      delete: (kind, ref, options) => write(() => cluster.delete(kind, ref, options)),
      mergePatch: (kind, ref, patch, options) => write(() => cluster.mergePatch(kind, ref, patch, options)),
      get: (kind, ref) => cluster.get(kind, ref),
      list: (kind, options) => cluster.list(kind, options),
    };
    return client as ClusterClient;
  }
}
