import type fc from 'fast-check';
import { claimActivities } from '../../../activities/claims/activities.ts';
import { type Fleet, startFleet } from '../../../activities/fleet/fleet.ts';
import { schedulingActivities } from '../../../activities/scheduling/activities.ts';
import { createAssumedClaims } from '../../../activities/scheduling/assumed-claims.ts';
import { type ClusterClient, ClusterError } from '../../../api/cluster/index.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { requireSeat } from '../../../workers/scheduler/scheduler.ts';
import type { MemoryCluster } from '../../workflow/memory-cluster.ts';

/**
 * What happens at the nth of a process's writes from now on: it dies before or after it, or the answer is lost, which may
 * be before the write is made.
 */
export interface Crash {
  atWrite: number;
  when: 'dies before' | 'dies after' | 'unanswered' | 'unanswered and late';
}

export class Died extends Error {}

interface Ref {
  namespace: string;
  name: string;
  uid: string;
}

const PIPELINES = {
  native: { steps: [{ name: 'install', version: 1 }], decommission: [{ name: 'power-off', version: 1 }] },
};
const CATCH_UP_MS = 5_000;

/** Starts one that has listed all there is. */
export async function startProcess(cluster: MemoryCluster, scheduler: fc.Scheduler): Promise<SchedulerProcess> {
  const process = new SchedulerProcess(cluster, scheduler);
  await process.synced;
  return process;
}

/** A worker with the scheduler's activities on it, and a fleet in memory that sees nothing new until it is told to. */
export class SchedulerProcess {
  holdsLease = false;
  /** Writes that are on their way, and activities that have not ended. */
  sending = 0;
  working = 0;
  isStopped = false;
  readonly #cluster: MemoryCluster;
  readonly #scheduler: fc.Scheduler;
  readonly #fleet: Fleet;
  readonly #scheduling: ReturnType<typeof schedulingActivities>;
  readonly #claims: ReturnType<typeof claimActivities>;
  readonly #doubts: ((told: void) => void)[] = [];
  #gate = closedGate();
  #isDead = false;
  #writes = 0;
  #crash: Crash | undefined;

  constructor(cluster: MemoryCluster, scheduler: fc.Scheduler) {
    this.#cluster = cluster;
    this.#scheduler = scheduler;
    const client = this.#client();
    this.#fleet = startFleet(client, () => undefined);
    const seat = { isHeld: () => this.holdsLease, holder: () => 'another' };
    this.#scheduling = schedulingActivities({
      client,
      fleet: this.#fleet,
      assumed: createAssumedClaims(this.#fleet.view, () => new Promise((resolve) => this.#doubts.push(resolve))),
      waiting: { enter: () => undefined, leave: () => undefined },
      requireMemory: async () => undefined,
      requireSeat: () => requireSeat(seat),
    });
    const slots = { take: async () => ({ kind: 'taken' as const }), giveBack: async () => undefined };
    this.#claims = claimActivities({ client, fleet: this.#fleet, slots });
  }

  get synced(): Promise<void> {
    return this.#fleet.synced;
  }

  /** How far its watch of claims has come. */
  get note(): string {
    return this.#fleet.seenClaims.highest;
  }

  hasSeen(note: string): Promise<boolean> {
    return this.#fleet.seenClaims.reached(note, CATCH_UP_MS);
  }

  endanger(crash: Crash | undefined): void {
    this.#crash = crash && { ...crash, atWrite: this.#writes + crash.atWrite };
  }

  async work<T>(what: (process: SchedulerProcess) => Promise<T>): Promise<T> {
    this.working += 1;
    try {
      return await what(this);
    } finally {
      this.working -= 1;
    }
  }

  async claim(ref: Ref): Promise<string> {
    const { claim } = await this.#scheduling['scheduler.claim']({ ref, pipelines: PIPELINES });
    return claim.asset;
  }

  async preview(node: ComputeNode): Promise<unknown> {
    const { asset, why, losers } = await this.#scheduling['scheduler.preview']({ node, pipelines: PIPELINES });
    return { asset, why, losers };
  }

  async releaseAll(ref: Ref): Promise<void> {
    const { claims } = await this.#claims['claim.find']({ ref });
    for (const { asset } of claims) await this.#claims['claim.release']({ ref, asset });
  }

  async suspect(ref: Ref, asset: string): Promise<void> {
    await this.#claims['claim.hold']({ ref, asset, phase: 'Suspect', reason: 'two installs failed' });
  }

  /** Its watches bring all that happened so far, and nothing that comes later. */
  async sync(): Promise<void> {
    const gate = this.#gate;
    gate.open();
    await new Promise(setImmediate);
    if (this.#gate === gate && !this.#isDead) this.#gate = closedGate();
  }

  /** So much time has passed that the watch has told of everything. */
  async endDoubts(): Promise<void> {
    await this.sync();
    for (const end of this.#doubts.splice(0)) end();
  }

  stop(): void {
    this.isStopped = true;
    this.#isDead = true;
    this.#fleet.stop();
    this.#gate.open();
  }

  #client(): ClusterClient {
    const cluster = this.#cluster;
    const read = async <T>(look: () => Promise<T>): Promise<T> => {
      await this.#scheduler.schedule(Promise.resolve());
      const seen = await look();
      if (this.#isDead) throw new Died();
      return seen;
    };
    const client: Pick<ClusterClient, 'create' | 'delete' | 'mergePatch' | 'get' | 'list' | 'watch' | 'connection'> = {
      connection: cluster.connection,
      create: (kind, object) => this.#write(() => cluster.create(kind, object)),
      delete: (kind, ref, options) => this.#write(() => cluster.delete(kind, ref, options)),
      mergePatch: (kind, ref, patch, options) => this.#write(() => cluster.mergePatch(kind, ref, patch, options)),
      get: (kind, ref) => read(() => cluster.get(kind, ref)),
      list: (kind, options) => cluster.list(kind, options),
      watch: async (kind, options) => this.#late(await cluster.watch(kind, options)),
    };
    return client as ClusterClient;
  }

  async *#late<T>(events: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const event of events) {
      await this.#gate.opened;
      yield event;
    }
  }

  /** Waits for its turn; once the process died nothing of it reaches the apiserver, and it hears nothing. */
  async #write<T>(make: () => Promise<T>): Promise<T> {
    this.#writes += 1;
    const happens = this.#writes === this.#crash?.atWrite ? this.#crash.when : undefined;
    if (happens === 'unanswered and late') {
      void this.#send(make).catch(() => undefined);
      throw unanswered();
    }
    const made = await this.#send(async () => {
      if (happens === 'dies before') this.#isDead = true;
      if (this.#isDead) throw new Died();
      return make();
    });
    if (happens === 'unanswered') throw unanswered();
    if (happens === 'dies after') this.#isDead = true;
    if (this.#isDead) throw new Died();
    return made;
  }

  async #send<T>(make: () => Promise<T>): Promise<T> {
    this.sending += 1;
    try {
      await this.#scheduler.schedule(Promise.resolve());
      return await make();
    } finally {
      this.sending -= 1;
    }
  }
}

function unanswered(): ClusterError {
  return new ClusterError({ status: 0, reason: 'ConnectionLost', message: 'no answer' });
}

function closedGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}
