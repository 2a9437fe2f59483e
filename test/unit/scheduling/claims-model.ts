import type fc from 'fast-check';
import { Failure } from '../../../activities/failure.ts';
import { assetClaim, type AssetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../../api/kinds/compute-asset.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { NODE_FINALIZER, RACK_LABEL } from '../../../api/groups.ts';
import { rack } from '../../../api/kinds/rack.ts';
import { buildDatacenter } from '../../workflow/dsl/datacenter.ts';
import type { MemoryCluster } from '../../workflow/memory-cluster.ts';
import { type Crash, Died, type SchedulerProcess, startProcess } from './scheduler-process.ts';

const RACKS = ['r1', 'r2', 'r3'];
const UNITS = [1, 2];
export const ASSETS = RACKS.flatMap((inRack) => UNITS.map((unit) => `${inRack}-a0${unit}`));
/** Three of an application have a rack of their own, and a fourth finds none. */
export const NODES = 8;
export const appOf = (n: number) => (n % 2 === 0 ? 'web' : 'db');
/** Some want the upper machine of a rack: not all that keep apart would choose the same. */
export const isChoosy = (n: number) => n % 4 === 2;
export const isUpper = (asset: string) => asset.endsWith('a02');
const nameOf = (n: number) => `n${n}`;
export const numberOf = (node: string) => Number(node.slice(1));
export const rackOf = (asset: string) => asset.slice(0, 2);
/** Never taken: nobody tolerates what it is tainted with. */
export const TAINTED = 'r3-a02';

/** One is stopped in order, or can't renew its lease. */
export type HandOver = 'stopped' | 'expired';

interface Ref {
  namespace: string;
  name: string;
  uid: string;
}

/** An apiserver, and two processes of which one schedules, each with a cache that lags behind until it is told to look. */
export class Place {
  readonly cluster: MemoryCluster;
  readonly #scheduler: fc.Scheduler;
  readonly #nodes = new Map<number, Ref>();
  #processes: [SchedulerProcess, SchedulerProcess];
  #holder: SchedulerProcess | undefined;

  private constructor(
    cluster: MemoryCluster,
    scheduler: fc.Scheduler,
    processes: [SchedulerProcess, SchedulerProcess],
  ) {
    this.cluster = cluster;
    this.#scheduler = scheduler;
    this.#processes = processes;
    this.#holder = processes[0];
    processes[0].holdsLease = true;
  }

  static async open(scheduler: fc.Scheduler): Promise<Place> {
    const { cluster, stop } = await buildDatacenter({ assets: 0 });
    stop();
    for (const name of RACKS) {
      if (name !== 'r1') await cluster.create(rack, { metadata: { name }, spec: { availabilityZone: 'az1' } });
      for (const unit of UNITS) await addAsset(cluster, name, unit);
    }
    const start = () => startProcess(cluster, scheduler);
    return new Place(cluster, scheduler, [await start(), await start()]);
  }

  close(): void {
    for (const process of this.#processes) process.stop();
  }

  /** All at once, in whatever order the scheduler finds. */
  async atOnce<T>(work: readonly (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]> {
    const all = Promise.allSettled(work.map((each) => each()));
    return this.#scheduler.waitFor(all.then((outcomes) => this.#until(this.#isQuiet).then(() => outcomes)));
  }

  /** From its next write on the process that schedules now is in danger, and no other. */
  endanger(crash: Crash | undefined): void {
    for (const process of this.#processes) process.endanger(process === this.#holder ? crash : undefined);
  }

  async claim(n: number): Promise<string> {
    const ref = await this.#nodeOf(n);
    await this.#scheduler.schedule(Promise.resolve());
    return this.#run((process) => process.claim(ref));
  }

  /** As the node's chain does it: what it finds is given back, and then its object goes. */
  async release(n: number): Promise<void> {
    const ref = await this.#nodeOf(n);
    await this.cluster.delete(computeNode, ref);
    await this.#run((process) => process.releaseAll(ref));
    await this.cluster.mergePatch(computeNode, ref, { metadata: { finalizers: [] } });
    this.#nodes.delete(n);
  }

  /** Its machine is kept out of the pool, and it is without one. */
  async suspect(n: number, asset: string): Promise<void> {
    const ref = await this.#nodeOf(n);
    await this.#run((process) => process.suspect(ref, asset));
  }

  /** A person deletes the claim of a machine that was kept out. */
  clear(asset: string): void {
    this.cluster.forget(assetClaim, { name: asset });
  }

  async handOver(how: HandOver): Promise<void> {
    const last = this.#holder;
    if (!last) return;
    const next = this.#processes.find((process) => process !== last) ?? last;
    // Its worker polls no more; what it has begun goes on.
    this.#holder = undefined;
    if (how === 'expired') last.holdsLease = false;
    // What it sent is there, or is not, long before another may begin.
    await this.#until(() => last.sending === 0 && (how === 'expired' || last.working === 0));
    last.holdsLease = false;
    if (how === 'expired') await next.sync();
    else await this.#begin(next, last.note);
    next.holdsLease = true;
    this.#holder = next;
  }

  /** One that begins waits until its watch has come as far as its predecessor's; nobody says when that is. */
  async #begin(next: SchedulerProcess, note: string): Promise<void> {
    const begun = next.hasSeen(note);
    await this.#scheduler.schedule(Promise.resolve());
    await next.sync();
    await begun;
  }

  /** The watches catch up. */
  async sync(): Promise<void> {
    for (const process of this.#processes) await process.sync();
  }

  /** What was not answered is known by now. */
  async endDoubts(): Promise<void> {
    for (const process of this.#processes) await process.endDoubts();
  }

  /** What each process would choose for such a node, now. */
  async previews(n: number): Promise<unknown[]> {
    const ref = await this.#nodeOf(n);
    const node = await this.cluster.get(computeNode, ref);
    const started = await startProcess(this.cluster, this.#scheduler);
    const asked = [...this.#processes, started].map((process) => node && process.preview(node));
    const answers = await Promise.allSettled(asked);
    started.stop();
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : wordsOf(answer.reason)));
  }

  async claims(): Promise<AssetClaim[]> {
    return (await this.cluster.list(assetClaim)).items;
  }

  async heldBy(n: number): Promise<string[]> {
    const uid = this.#nodes.get(n)?.uid;
    const held = (await this.claims()).filter(({ spec }) => spec.nodeRef.uid === uid && !spec.hold);
    return held.map(({ metadata }) => metadata.name);
  }

  async #nodeOf(n: number): Promise<Ref> {
    const known = this.#nodes.get(n);
    if (known) return known;
    const labels = { app: appOf(n) };
    const apart = [{ labelSelector: { matchLabels: labels }, topologyKey: RACK_LABEL }];
    const { metadata } = await this.cluster.create(computeNode, {
      metadata: { name: nameOf(n), namespace: 'default', labels, finalizers: [NODE_FINALIZER] },
      spec: {
        provider: 'native',
        flavor: 'bm-standard',
        osImage: { name: 'rhel9' },
        ...(isChoosy(n) && { nodeSelector: { unit: '2' } }),
        affinity: { nodeAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: apart } },
      },
    });
    const ref = { namespace: 'default', name: metadata.name, uid: metadata.uid ?? '' };
    this.#nodes.set(n, ref);
    return ref;
  }

  async #run<T>(work: (process: SchedulerProcess) => Promise<T>): Promise<T> {
    await this.#until(() => this.#holder !== undefined);
    const process = this.#holder;
    if (!process) throw new Error('Somebody schedules.');
    try {
      return await process.work(work);
    } catch (error) {
      if (error instanceof Died) await this.#replace(process);
      throw error;
    }
  }

  /** Who starts in its place lists what there is; the other one schedules when the lease has run out. */
  async #replace(dead: SchedulerProcess): Promise<void> {
    const other = this.#processes.find((process) => process !== dead);
    if (dead.isStopped || !other) return;
    dead.stop();
    const started = startProcess(this.cluster, this.#scheduler);
    if (this.#holder === dead) {
      this.#holder = undefined;
      await other.sync();
      other.holdsLease = true;
      this.#holder = other;
    }
    this.#processes = [other, await started];
  }

  readonly #isQuiet = () => this.#processes.every(({ sending }) => sending === 0);

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      // What is not scheduled needs its turn too, such as a watch.
      await new Promise(setImmediate);
      await this.#scheduler.schedule(Promise.resolve());
    }
  }
}

async function addAsset(cluster: MemoryCluster, inRack: string, unit: number): Promise<void> {
  const name = `${inRack}-a0${unit}`;
  const macAddress = `52:54:00:00:0${inRack.slice(1)}:0${unit}`;
  await cluster.create(computeAsset, {
    metadata: { name, labels: { unit: String(unit) } },
    availabilityZone: { name: 'az1' },
    rack: { name: inRack, unit },
    devices: [
      { function: 'network', index: 1, l2Domain: { name: 'r1-servers', macAddress } },
      { function: 'disk', index: 0, disk: { name: 'sda', sizeGiB: 480 } },
    ],
    cpu: { cores: 32 },
    memory: { sizeGiB: 192 },
    bmc: { address: `redfish+https://10.2.${inRack.slice(1)}.${unit}/redfish/v1/Systems/1` },
    ...(name === TAINTED && { taints: [{ key: 'maintenance', effect: 'NoSchedule' as const }] }),
  });
}

function wordsOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  throw error;
}
