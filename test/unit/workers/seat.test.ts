import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError, type Lease, type LeaseKeeper } from '../../../api/cluster/index.ts';
import { type Identity, identityText, isPredecessorOf } from '../../../workers/scheduler/identity.ts';
import { type Seat, type SeatOptions, takeSeat } from '../../../workers/scheduler/seat.ts';

/** A Lease as an apiserver keeps it: who wrote in between is a Conflict, a second one AlreadyExists. */
function aLease() {
  let stored: Lease | undefined;
  let version = 0;
  let down = false;
  const refuse = (reason: string) =>
    new ClusterError({ status: reason === 'ConnectionLost' ? 0 : 409, reason, message: reason });
  const keeper: LeaseKeeper = {
    async read() {
      if (down) throw refuse('ConnectionLost');
      return stored && { ...stored };
    },
    async write(next) {
      if (down) throw refuse('ConnectionLost');
      if (!stored && next.resourceVersion !== undefined) throw refuse('Conflict');
      if (stored && next.resourceVersion === undefined) throw refuse('AlreadyExists');
      if (stored && stored.resourceVersion !== next.resourceVersion) throw refuse('Conflict');
      version += 1;
      stored = { ...next, resourceVersion: String(version) };
      return { ...stored };
    },
  };
  return {
    keeper,
    stored: () => stored,
    setDown(is: boolean) {
      down = is;
    },
  };
}

const TIMES = { lease: 400, hold: 250, renew: 40, look: 20 };
const identity = (name: string): Identity => ({ name, host: 'h1', pid: process.pid, mark: 'aa' });

const seats: Seat[] = [];
afterEach(async () => {
  for (const seat of seats.splice(0)) await seat.stop();
});

/** Whose terms run just now. */
const running = new Set<string>();
let most = 0;

function sit(name: string, lease: LeaseKeeper, options: Partial<SeatOptions> = {}): Seat {
  const seat = takeSeat({
    lease,
    identity: identity(name),
    times: TIMES,
    note: () => `left by ${name}`,
    onError: () => undefined,
    async begin() {
      running.add(name);
      most = Math.max(most, running.size);
      return { end: async () => void running.delete(name) };
    },
    ...options,
  });
  seats.push(seat);
  return seat;
}

async function until(what: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!what()) {
    if (Date.now() > deadline) throw new Error('Not seen within 5 s');
    await sleep(5);
  }
}

beforeEach(() => {
  running.clear();
  most = 0;
});

it('is taken by one of three; the others know who it is', async () => {
  const { keeper } = aLease();
  const three = ['a', 'b', 'c'].map((name) => sit(name, keeper));

  await until(() => three.every((seat) => seat.holder()));

  expect(three.filter((seat) => seat.isHeld())).toHaveLength(1);
  expect(new Set(three.map((seat) => seat.holder())).size).toBe(1);
  expect(most).toBe(1);
});

it('goes to another as soon as its holder stops, with what that one left', async () => {
  const { keeper, stored } = aLease();
  const first = sit('a', keeper);
  await until(() => first.isHeld());
  const notes: (string | undefined)[] = [];
  const second = sit('b', keeper, {
    async begin(note) {
      notes.push(note);
      return { end: async () => undefined };
    },
  });
  await until(() => second.holder() === identityText(identity('a')));

  await first.stop();
  await until(() => second.isHeld());

  expect(running.has('a')).toBe(false);
  expect(notes).toEqual(['left by a']);
  expect(stored()?.transitions).toBe(1);
});

it('is kept from a holder that gives no sign of life only when its lease has run out', async () => {
  const { keeper } = aLease();
  await keeper.write({ holder: 'gone@elsewhere#1.aa', seconds: 0.2, transitions: 3 });
  const seenAt = performance.now();
  const seat = sit('a', keeper);

  await until(() => seat.isHeld());

  expect(performance.now() - seenAt).toBeGreaterThanOrEqual(200);
});

it('ends the term of a holder that the apiserver does not hear, before another may begin', async () => {
  const { keeper, setDown } = aLease();
  const errors: unknown[] = [];
  const seat = sit('a', keeper, { onError: (error) => errors.push(error) });
  await until(() => running.has('a'));

  setDown(true);
  await until(() => !running.has('a'));
  expect(seat.isHeld()).toBe(false);
  expect(seat.trouble()).toBe('ConnectionLost');
  // Said once, however often it is tried.
  expect(errors).toHaveLength(1);

  setDown(false);
  await until(() => seat.isHeld());
  expect(seat.trouble()).toBeUndefined();
});

it('is not let go for a write of its own whose answer was lost', async () => {
  const { keeper } = aLease();
  let begun = 0;
  let lose = false;
  const lossy: LeaseKeeper = {
    read: keeper.read,
    async write(lease) {
      const written = await keeper.write(lease);
      if (!lose) return written;
      lose = false;
      throw new ClusterError({ status: 0, reason: 'TimedOut', message: 'no answer' });
    },
  };
  const seat = sit('a', lossy, {
    async begin() {
      begun += 1;
      return { end: async () => undefined };
    },
  });
  await until(() => seat.isHeld());

  lose = true;
  await until(() => !lose);
  await until(() => seat.trouble() === undefined);
  await sleep(3 * TIMES.renew);

  expect(seat.isHeld()).toBe(true);
  expect(begun).toBe(1);
});

it('is lost to whoever wrote over it', async () => {
  const { keeper, stored } = aLease();
  const seat = sit('a', keeper);
  await until(() => running.has('a'));

  await keeper.write({ ...(stored() as Lease), holder: 'other@elsewhere#1.aa', seconds: 60 });
  await until(() => !running.has('a'));

  expect(seat.isHeld()).toBe(false);
  expect(seat.holder()).toBe('other@elsewhere#1.aa');
});

describe('a predecessor', () => {
  const me: Identity = { name: 'worker-0', host: 'h1', pid: 7, mark: 'bb' };
  const isAlive = (pid: number) => pid === 7 || pid === 8;

  it.each([
    ['is a process of our name and host that is gone', 'worker-0@h1#6.aa', true],
    ['is none that lives', 'worker-0@h1#8.aa', false],
    ['is none of another name', 'worker-1@h1#6.aa', false],
    ['is none on another host', 'worker-0@h2#6.aa', false],
    ['is no twin in a container of its own', 'worker-0@h1#7.aa', false],
    ['is nobody', '', false],
  ])('%s', (_, holder, is) => expect(isPredecessorOf(holder, me, isAlive)).toBe(is));
});
