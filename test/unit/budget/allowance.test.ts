import { type AskLeave, limitOf } from '../../../api/disruption-budget.ts';
import {
  afterAsking,
  type Allowance,
  answerOf,
  ask,
  confirm,
  ENDED_MS,
  giveBack,
  LEAVE_MS,
  nextEnd,
  noLeave,
  overdue,
  prune,
  RESERVED_MS,
  type Seen,
  settle,
  WAITING_MS,
} from '../../../workflows/budget/allowance.ts';

const OPERATIONS = ['Reboot', 'Delete'] as const;

/** Nodes such as "r1-a", all up, in racks that may miss `limit` each. */
function racks(limit: number, ...uids: string[]): Seen {
  const domains: Seen['domains'] = {};
  const nodes: Seen['nodes'] = {};
  for (const uid of uids) {
    const domain = uid.slice(0, 2);
    nodes[uid] = { domain, up: true };
    domains[domain] = { total: 6, limit, down: 0 };
  }
  return { operations: [...OPERATIONS], nodes, domains };
}

function wants(uids: string[], more: Partial<AskLeave> = {}): AskLeave {
  const [first = ''] = uids;
  const nodes = uids.map((uid) => ({ uid, name: `node ${uid}` }));
  return { holder: `chain of ${first}`, operation: 'Reboot', why: 'kernel', since: 0, nodes, ...more };
}

/** Asks as the chain of a budget does; gives who has leave and who was called. */
function play(seen: Seen | undefined, ...requests: (readonly [at: number, request: AskLeave])[]) {
  let allowance = noLeave();
  const given: string[] = [];
  const called: string[] = [];
  for (const [at, request] of requests) {
    const settled = settle(ask(allowance, request, at), seen, at);
    allowance = confirm(settled.allowance, request, at);
    for (const answer of answerOf(allowance, request, seen)) if (answer.given) given.push(answer.uid);
    called.push(...settled.called.map(({ uid }) => uid));
  }
  return { allowance, given, called };
}

const heldBy = ({ leaves }: Allowance) => leaves.map(({ uid }) => uid);
const queueOf = ({ waiting }: Allowance) => waiting.map(({ uid }) => uid);

test.each([
  [{ maxUnavailable: 1 }, 6, 1],
  [{ maxUnavailable: '25%' }, 6, 2],
  [{ maxUnavailable: '25%' }, 8, 2],
  [{ maxUnavailable: '0%' }, 8, 0],
  [{ maxUnavailable: '100%' }, 8, 8],
  [{ minAvailable: 5 }, 6, 1],
  [{ minAvailable: 5 }, 4, 0],
  [{ minAvailable: '50%' }, 7, 3],
  [{ minAvailable: '0%' }, 7, 7],
] as const)('%j of %i nodes lets %i be unavailable', (limits, total, limit) => {
  expect(limitOf(limits, total)).toBe(limit);
});

test('each rack has its own limit, and its own queue in the order of asking', () => {
  const uids = ['r1-a', 'r1-b', 'r1-c', 'r2-a', 'r2-b'];
  const asked = uids.map((uid, at) => [at, wants([uid], { since: at })] as const);
  const { allowance, given } = play(racks(1, ...uids), ...asked);
  expect(given).toEqual(['r1-a', 'r2-a']);
  expect(queueOf(allowance)).toEqual(['r1-b', 'r1-c', 'r2-b']);
});

test('asked twice it is the same leave, or the same place', () => {
  const seen = racks(1, 'r1-a', 'r1-b', 'r1-c');
  const once = [
    [0, wants(['r1-a'])],
    [1, wants(['r1-b'], { since: 1 })],
    [2, wants(['r1-c'], { since: 2 })],
  ] as const;
  const first = play(seen, ...once);
  const second = play(seen, ...once, [5, wants(['r1-b'], { since: 1 })], [5, wants(['r1-a'])]);
  expect(heldBy(second.allowance)).toEqual(heldBy(first.allowance));
  expect(queueOf(second.allowance)).toEqual(['r1-b', 'r1-c']);
  expect(second.allowance.leaves[0]).toMatchObject({ since: 0, until: 5 + LEAVE_MS });
});

test('what is given back is kept for the one who waits longest, who is called', () => {
  const seen = racks(1, 'r1-a', 'r1-b', 'r1-c');
  const { allowance } = play(
    seen,
    [0, wants(['r1-a'])],
    [2, wants(['r1-c'], { since: 2 })],
    [3, wants(['r1-b'], { since: 1 })],
  );
  const back = giveBack(allowance, { holder: 'chain of r1-a', nodes: [{ uid: 'r1-a', up: true }] }, 10);
  const settled = settle(back, seen, 10);
  expect(settled.called).toEqual([{ uid: 'r1-b', holder: 'chain of r1-b' }]);
  expect(settled.allowance.leaves).toEqual([
    expect.objectContaining({ uid: 'r1-b', reserved: true, until: 10 + RESERVED_MS }),
  ]);
});

test('a machine that is down already takes nothing, and waits for nobody', () => {
  const seen = racks(1, 'r1-a', 'r1-b', 'r1-c');
  seen.nodes['r1-b'] = { domain: 'r1', up: false };
  const down = { nodes: [{ uid: 'r1-c', name: 'c', up: false }] };
  const { given, allowance } = play(seen, [0, wants(['r1-a'])], [1, wants(['r1-b'])], [2, wants(['r1-c'], down)]);
  expect(given).toEqual(['r1-a', 'r1-b', 'r1-c']);
  expect(queueOf(allowance)).toEqual([]);
});

test('what is unavailable anyway counts, and whoever waits for that is told so', () => {
  const seen = racks(2, 'r1-a', 'r1-b');
  seen.domains['r1'] = { total: 6, limit: 2, down: 2 };
  const { allowance, given } = play(seen, [0, wants(['r1-a'])]);
  expect(given).toEqual([]);
  expect(answerOf(allowance, wants(['r1-a']), seen)).toEqual([
    {
      uid: 'r1-a',
      given: false,
      refusal: { domain: 'r1', total: 6, limit: 2, down: 2, held: 0, holders: [], ahead: 0, passes: false },
    },
  ]);
});

test('one that is down counts from its own question on, also for those who asked before it', () => {
  const seen = racks(1, 'r1-a', 'r1-b');
  seen.nodes['r1-b'] = { domain: 'r1', up: false };
  const blind = {
    ...seen,
    domains: { r1: { total: 6, limit: 1, down: 1 } },
    nodes: { 'r1-a': { domain: 'r1', up: true } },
  };
  const first = settle(ask(noLeave(), wants(['r1-a']), 0), blind, 0);
  expect(first.called).toEqual([]);
  const second = settle(ask(first.allowance, wants(['r1-b'], { since: 1 }), 1), seen, 1);
  expect(second.called.map(({ uid }) => uid)).toEqual(['r1-b']);
});

test('one that is down by its own word goes first, so that it counts before its status says so', () => {
  const seen = racks(1, 'r1-a', 'r1-b');
  const down = wants(['r1-b'], { since: 1, nodes: [{ uid: 'r1-b', name: 'b', up: false }] });
  const settled = settle(ask(ask(noLeave(), wants(['r1-a']), 0), down, 1), seen, 1);
  expect(settled.called.map(({ uid }) => uid)).toEqual(['r1-b']);
});

test('who waits and is not Ready any more counts, though not against itself', () => {
  const seen = racks(1, 'r1-a', 'r1-b');
  const frozen = { ...seen, domains: { r1: { total: 6, limit: 0, down: 0 } } };
  const sure = { nodes: [{ uid: 'r1-b', name: 'b', up: true }] };
  const { allowance } = play(frozen, [0, wants(['r1-a'])], [1, wants(['r1-b'], sure)]);
  seen.nodes['r1-b'] = { domain: 'r1', up: false };
  expect(settle(allowance, seen, 2).called.map(({ uid }) => uid)).toEqual(['r1-b']);
});

test('of many nodes some may be given: each is a place of its own', () => {
  const seen = racks(1, 'r1-a', 'r1-b', 'r2-a', 'r2-b');
  const { given, allowance } = play(seen, [0, wants(['r1-a', 'r1-b', 'r2-a', 'r2-b'])]);
  expect(given).toEqual(['r1-a', 'r2-a']);
  expect(queueOf(allowance)).toEqual(['r1-b', 'r2-b']);
});

/** Lets whoever has leave in rack r1 be done, until nobody waits; gives who had it, in order. */
function turns(start: Allowance, seen: Seen): string[] {
  const order: string[] = [];
  let allowance = start;
  for (let at = 100; allowance.leaves.length > 0; at += 1) {
    const [leave] = allowance.leaves;
    if (!leave) break;
    order.push(leave.uid);
    const { holder, uid } = leave;
    allowance = settle(giveBack(allowance, { holder, nodes: [{ uid, up: true }] }, at), seen, at).allowance;
  }
  return order;
}

test('a few nodes do not starve behind many: who has had a turn stands behind those who wait', () => {
  const many = ['r1-a', 'r1-b', 'r1-c', 'r1-d'];
  const seen = racks(1, ...many, 'r1-x', 'r1-y');
  const { allowance } = play(
    seen,
    [0, wants(many)],
    [1, wants(['r1-x'], { since: 1 })],
    [2, wants(['r1-y'], { since: 2 })],
  );
  expect(turns(allowance, seen)).toEqual(['r1-a', 'r1-b', 'r1-x', 'r1-y', 'r1-c', 'r1-d']);
});

test('many nodes do not starve behind a stream of single ones', () => {
  const many = ['r1-a', 'r1-b'];
  const singles = ['r1-p', 'r1-q', 'r1-r', 'r1-s'];
  const seen = racks(1, ...many, ...singles);
  let { allowance } = play(seen, [0, wants(many)]);
  const order: string[] = [];
  for (const [at, uid] of singles.entries()) {
    // One more comes with each that is done.
    allowance = settle(ask(allowance, wants([uid], { since: 10 + at }), 10 + at), seen, 10 + at).allowance;
    const [leave] = allowance.leaves;
    if (!leave) throw new Error('Nobody has leave');
    order.push(leave.uid);
    const back = giveBack(allowance, { holder: leave.holder, nodes: [{ uid: leave.uid, up: true }] }, 10 + at);
    allowance = settle(back, seen, 10 + at).allowance;
  }
  expect(order).toEqual(['r1-a', 'r1-b', 'r1-p', 'r1-q']);
});

test('a later question of somebody who waits does not pass those who came between', () => {
  const seen = racks(1, 'r1-a', 'r1-b', 'r1-c', 'r1-d', 'r1-x');
  const slice = { holder: 'slice', since: 0 };
  const { allowance } = play(seen, [0, wants(['r1-a', 'r1-b', 'r1-d'], slice)], [1, wants(['r1-x'], { since: 1 })]);
  const back = giveBack(allowance, { holder: 'slice', nodes: [{ uid: 'r1-a', up: true }] }, 100);
  const more = ask(settle(back, seen, 100).allowance, wants(['r1-c'], slice), 101);
  expect(turns(more, seen)).toEqual(['r1-b', 'r1-x', 'r1-c', 'r1-d']);
});

test('a second holder of the same node takes nothing more', () => {
  const seen = racks(1, 'r1-a', 'r1-b');
  const { given, allowance } = play(seen, [0, wants(['r1-a'])], [1, wants(['r1-a'], { holder: 'slice' })]);
  expect(given).toEqual(['r1-a', 'r1-a']);
  const back = giveBack(allowance, { holder: 'slice', nodes: [{ uid: 'r1-a', up: true }] }, 2);
  expect(settle(ask(back, wants(['r1-b']), 2), seen, 2).called).toEqual([]);
});

test('a machine that is left down counts until its status must say so', () => {
  const seen = racks(1, 'r1-a', 'r1-b');
  const { allowance } = play(seen, [0, wants(['r1-a'])], [1, wants(['r1-b'])]);
  const back = giveBack(allowance, { holder: 'chain of r1-a', nodes: [{ uid: 'r1-a', up: false }] }, 10);
  expect(settle(prune(back, 9 + ENDED_MS), seen, 9 + ENDED_MS).called).toEqual([]);
  expect(nextEnd(back)).toBe(10 + ENDED_MS);
  expect(overdue(back, 10 + ENDED_MS)).toEqual([]);
  expect(settle(prune(back, 10 + ENDED_MS), seen, 10 + ENDED_MS).called).toHaveLength(1);
});

test('a node that is gone, or selected no more, holds nothing and waits for nothing', () => {
  const seen = racks(1, 'r1-a', 'r1-b', 'r1-c');
  const { allowance } = play(seen, [0, wants(['r1-a'])], [1, wants(['r1-b'])], [2, wants(['r1-c'])]);
  const { ['r1-a']: _, ['r1-b']: __, ...nodes } = seen.nodes;
  const settled = settle(allowance, { ...seen, nodes }, 5);
  expect(settled.called.map(({ uid }) => uid)).toEqual(['r1-b', 'r1-c']);
  expect(heldBy(settled.allowance)).toEqual(['r1-c']);
});

test('an edited budget: a lower limit takes nothing away, what it is not asked for any more goes on', () => {
  const seen = racks(2, 'r1-a', 'r1-b', 'r1-c', 'r1-d');
  const { allowance } = play(
    seen,
    [0, wants(['r1-a'])],
    [0, wants(['r1-b'])],
    [1, wants(['r1-c'])],
    [2, wants(['r1-d'], { operation: 'Delete' })],
  );
  const lower = settle(allowance, racks(1, 'r1-a', 'r1-b', 'r1-c', 'r1-d'), 5);
  expect(heldBy(lower.allowance)).toEqual(['r1-a', 'r1-b']);
  expect(lower.called).toEqual([]);
  const narrower = settle(allowance, { ...seen, operations: ['Delete'] }, 5);
  expect(narrower.called.map(({ uid }) => uid)).toEqual(['r1-c']);
  expect(heldBy(narrower.allowance)).toEqual(['r1-a', 'r1-b']);
  const higher = settle(allowance, racks(3, 'r1-a', 'r1-b', 'r1-c', 'r1-d'), 5);
  expect(higher.called.map(({ uid }) => uid)).toEqual(['r1-c']);
});

test('a budget that is no more holds nobody', () => {
  const seen = racks(1, 'r1-a', 'r1-b');
  const { allowance } = play(seen, [0, wants(['r1-a'])], [1, wants(['r1-b'])]);
  const settled = settle(allowance, undefined, 5);
  expect(settled).toMatchObject({ allowance: noLeave(), called: [{ uid: 'r1-b' }] });
  expect(answerOf(settled.allowance, wants(['r1-b']), undefined)).toEqual([{ uid: 'r1-b', given: true }]);
});

test('who answers for it goes on at once, and is counted', () => {
  const seen = racks(1, 'r1-a', 'r1-b', 'r1-c');
  const { given, allowance } = play(
    seen,
    [0, wants(['r1-a'])],
    [1, wants(['r1-b'])],
    [2, wants(['r1-c'], { overruledBy: 'alice: it burns' })],
  );
  expect(given).toEqual(['r1-a', 'r1-c']);
  const back = giveBack(allowance, { holder: 'chain of r1-a', nodes: [{ uid: 'r1-a', up: true }] }, 3);
  expect(settle(back, seen, 3).called).toEqual([]);
});

test('a leave that runs out is asked about: needed it lasts on, else it is the next one’s', () => {
  const seen = racks(1, 'r1-a', 'r1-b');
  const { allowance } = play(seen, [0, wants(['r1-a'])], [LEAVE_MS - 1, wants(['r1-b'])]);
  expect(overdue(allowance, LEAVE_MS - 1)).toEqual([]);
  const asked = overdue(allowance, LEAVE_MS);
  expect(asked.map(({ uid }) => uid)).toEqual(['r1-a']);
  // Nobody but its holder ends a leave by asking.
  expect(settle(allowance, seen, LEAVE_MS).called).toEqual([]);
  const kept = afterAsking(allowance, asked, [true], LEAVE_MS);
  expect(kept.leaves).toEqual([expect.objectContaining({ uid: 'r1-a', until: 2 * LEAVE_MS })]);
  const lost = settle(afterAsking(allowance, asked, [false], LEAVE_MS), seen, LEAVE_MS);
  expect(lost.called.map(({ uid }) => uid)).toEqual(['r1-b']);
});

test('an answer that comes after the holder asked again takes nothing away', () => {
  const seen = racks(1, 'r1-a');
  const { allowance } = play(seen, [0, wants(['r1-a'])]);
  const asked = overdue(allowance, LEAVE_MS);
  const renewed = ask(allowance, wants(['r1-a']), LEAVE_MS);
  expect(heldBy(afterAsking(renewed, asked, [false], LEAVE_MS))).toEqual(['r1-a']);
});

test('who waits and is not heard of any more waits no longer', () => {
  const seen = racks(1, 'r1-a', 'r1-b', 'r1-c');
  const { allowance } = play(seen, [0, wants(['r1-a'])], [1, wants(['r1-b'])], [9, wants(['r1-c'])]);
  const settled = settle(prune(allowance, 1 + WAITING_MS), seen, 1 + WAITING_MS);
  expect(queueOf(settled.allowance)).toEqual(['r1-c']);
  expect(settled.called).toEqual([]);
});
