import { setTimeout as sleep } from 'node:timers/promises';
import { isAlreadyExists, isConflict, type Lease, type LeaseKeeper, microTime } from '../../api/cluster/index.ts';
import { type Identity, identityText, isPredecessorOf } from './identity.ts';

/** What is done while the lease is held. */
export interface Term {
  /** Resolves when all of it has ended; nothing of it goes on afterwards. */
  end(): Promise<void>;
}

export interface SeatOptions {
  lease: LeaseKeeper;
  identity: Identity;
  /** Called each time that the lease is taken, with what the last holder left. */
  begin: (note: string | undefined) => Promise<Term>;
  /** Written into the lease for the next holder. */
  note: () => string;
  /** Told when trouble begins; it goes on by itself. */
  onError: (error: unknown) => void;
  times?: Partial<SeatTimes>;
}

/** Milliseconds; the defaults are those of Kubernetes' own components, but for the look of those who stand by. */
export interface SeatTimes {
  /** From the last sign of life of a holder until another may take over. */
  lease: number;
  /** From its last renewal until a holder stops by itself: the rest is for what it has begun. */
  hold: number;
  renew: number;
  /** How often those who stand by look. */
  look: number;
}

const TIMES: SeatTimes = { lease: 15_000, hold: 10_000, renew: 2_000, look: 500 };

/** One process's part in "only one of us does this": it holds the lease, or stands by and takes over. */
export interface Seat {
  /** True while nobody else can have it. */
  isHeld(): boolean;
  /** Who has it, as far as is known; undefined before the first look, empty when nobody does. */
  holder(): string | undefined;
  /** Why the lease can't be read or written, in words; undefined while it can. */
  trouble(): string | undefined;
  /** Ends the term and gives the lease back: who stands by need not wait until it runs out. */
  stop(): Promise<void>;
}

export function takeSeat({ lease, identity, begin, note, onError, times: given }: SeatOptions): Seat {
  const times = { ...TIMES, ...given };
  const me = identityText(identity);
  const stopping = new AbortController();
  let known: { lease: Lease; since: number } | undefined;
  let heldUntil = -Infinity;
  let term: Term | undefined;
  let trouble: string | undefined;
  const isHeld = () => performance.now() < heldUntil;

  /** By our own clock, from when it last changed: nobody's clock is compared with another's. */
  function see(seen: Lease | undefined): void {
    if (!seen) known = undefined;
    else if (known?.lease.resourceVersion !== seen.resourceVersion) known = { lease: seen, since: performance.now() };
  }

  function isFree(): boolean {
    if (!known) return true;
    const { holder, seconds } = known.lease;
    if (holder === '' || holder === me || isPredecessorOf(holder, identity)) return true;
    return performance.now() - known.since >= seconds * 1000;
  }

  async function write(holder: string, acquiredAt = known?.lease.acquiredAt): Promise<void> {
    const asked = performance.now();
    const { holder: last, transitions = -1, resourceVersion } = known?.lease ?? {};
    const isHandedOver = holder !== '' && holder !== last;
    const next = { holder, acquiredAt, transitions: transitions + (isHandedOver ? 1 : 0) };
    see(await lease.write({ ...next, seconds: times.lease / 1000, note: note(), resourceVersion }));
    heldUntil = holder === me ? asked + times.hold : -Infinity;
  }

  async function renew(): Promise<void> {
    try {
      await write(me);
    } catch (error) {
      if (!isConflict(error)) throw error;
      // A write of our own whose answer was lost, or another's.
      see(await lease.read());
      if (known?.lease.holder !== me) heldUntil = -Infinity;
    }
  }

  async function lookAndTake(): Promise<void> {
    see(await lease.read());
    if (!isFree()) return;
    const left = known?.lease.note;
    try {
      await write(me, microTime());
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error)) return;
      throw error;
    }
    term = await begin(left);
  }

  async function round(): Promise<void> {
    try {
      await (term && isHeld() ? renew() : lookAndTake());
      trouble = undefined;
    } catch (error) {
      if (trouble === undefined) onError(error);
      trouble = error instanceof Error ? error.message : String(error);
    }
    if (term && !isHeld()) await endTerm();
  }

  async function endTerm(): Promise<void> {
    const ending = term;
    term = undefined;
    await ending?.end();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await round();
      await sleep(term ? times.renew : times.look, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    isHeld,
    holder: () => known?.lease.holder,
    trouble: () => trouble,
    async stop() {
      stopping.abort();
      await running;
      const hadIt = term !== undefined;
      await endTerm();
      if (hadIt && isHeld()) await write('').catch(onError);
      heldUntil = -Infinity;
    },
  };
}
