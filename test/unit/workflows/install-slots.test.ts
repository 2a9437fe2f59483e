import fc from 'fast-check';
import type { SlotAnswer, SlotRequest } from '../../../api/install-slots.ts';
import { answer, nextFree, noSlots, RESERVED_MS, settle, WAITING_MS } from '../../../workflows/install-slots/slots.ts';

const TTL_MS = 6_000_000;

const take = (installId: string, limit = 2, ttlMs = TTL_MS, needMs = 0): SlotRequest => {
  return { kind: 'take', installId, workflowId: `chain of ${installId}`, limit, ttlMs, needMs };
};
const giveBack = (installId: string): SlotRequest => ({ kind: 'give-back', installId });
const full = (ahead: number, limit = 2): SlotAnswer => ({ kind: 'full', taken: limit, limit, ahead });
const TAKEN: SlotAnswer = { kind: 'taken' };

/** What was answered to each, who was called, and what stands at the end. */
function play(...requests: (readonly [at: number, request: SlotRequest])[]) {
  let slots = noSlots();
  const answers: SlotAnswer[] = [];
  const called: string[] = [];
  for (const [at, request] of requests) {
    const settled = answer(slots, request, at);
    slots = settled.slots;
    answers.push(settled.answer);
    called.push(...settled.called.map(({ installId }) => installId));
  }
  return { slots, answers, called };
}

test('so many as the limit says have a slot; the others wait in the order in which they came', () => {
  const { answers, called } = play([0, take('a')], [0, take('b')], [0, take('c')], [0, take('d')], [0, take('c')]);
  expect(answers).toEqual([TAKEN, TAKEN, full(0), full(1), full(0)]);
  expect(called).toEqual([]);
});

test('a slot that is given back is kept for the first who waits; nobody takes it away meanwhile', () => {
  const waits = [take('a'), take('b'), take('c'), take('d'), giveBack('a'), take('d'), take('e'), take('c')] as const;
  const { answers, called } = play(...waits.map((request) => [0, request] as const));
  expect(called).toEqual(['c']);
  expect(answers.slice(5)).toEqual([full(0), full(1), TAKEN]);
});

test('who is called and does not come loses the turn to the next', () => {
  const { slots } = play([0, take('a', 1)], [0, take('b', 1)], [0, take('c', 1)], [5, giveBack('a')]);
  expect(nextFree(slots)).toBe(5 + RESERVED_MS);
  const later = settle(slots, 5 + RESERVED_MS);
  expect(later.called).toEqual([{ installId: 'c', workflowId: 'chain of c', until: WAITING_MS }]);
});

test('a holder that is never heard of again blocks nobody once its time is over', () => {
  const { slots } = play([0, take('a', 1, 1_000)], [1, take('b', 1)]);
  expect(settle(slots, 999).called).toEqual([]);
  expect(nextFree(slots)).toBe(1_000);
  expect(settle(slots, 1_000).called.map(({ installId }) => installId)).toEqual(['b']);
});

test('a repeat is the same hold, and makes it last no longer', () => {
  const { answers, slots } = play([0, take('a', 1, 1_000)], [900, take('a', 1, 1_000)], [901, take('b', 1)]);
  expect(answers).toEqual([TAKEN, TAKEN, full(0, 1)]);
  expect(nextFree(slots)).toBe(1_000);
});

test('what would outlast its slot asks anew: in a free one with all its time, else behind those who wait', () => {
  const first = [0, take('a', 1, 1_000)] as const;
  const free = play(first, [500, take('a', 1, 1_000, 500)], [501, take('a', 1, 1_000, 500)], [501, take('b', 1)]);
  expect(free.answers).toEqual([TAKEN, TAKEN, TAKEN, full(0, 1)]);
  expect(nextFree(free.slots)).toBe(1_501);
  const waited = play(first, [1, take('b', 1)], [501, take('a', 1, 1_000, 500)]);
  expect(waited.answers).toEqual([TAKEN, full(0, 1), full(0, 1)]);
  expect(waited.called).toEqual(['b']);
});

test('one that waited and is given back stands in nobody’s way', () => {
  const { called } = play(
    [0, take('a', 1)],
    [0, take('b', 1)],
    [0, take('c', 1)],
    [0, giveBack('b')],
    [0, giveBack('a')],
  );
  expect(called).toEqual(['c']);
});

test('one that waits and does not say so again is forgotten', () => {
  const { called } = play([0, take('a', 1)], [0, take('b', 1)], [WAITING_MS, giveBack('a')]);
  expect(called).toEqual([]);
});

test('a raised limit calls those who wait, a lowered one takes nothing away', () => {
  const { called, answers } = play([0, take('a', 1)], [0, take('b', 1)], [0, take('c', 1)], [0, take('d', 3)]);
  expect(called).toEqual(['b', 'c']);
  expect(answers.at(-1)).toEqual(full(0, 3));
  const lowered = play([0, take('a')], [0, take('b')], [0, take('b', 1)], [0, take('c', 1)], [0, giveBack('a')]);
  expect(lowered.answers.slice(2, 4)).toEqual([TAKEN, { kind: 'full', taken: 2, limit: 1, ahead: 0 }]);
  expect(lowered.called).toEqual([]);
});

test('giving back what was never taken changes nothing', () => {
  const { slots } = play([0, take('a')]);
  expect(answer(slots, giveBack('z'), 0)).toEqual({ slots, called: [], answer: { kind: 'given-back' } });
});

const ids = [...'abcdefgh'];
const LIMIT = 3;
const move = fc.record({
  installId: fc.constantFrom(...ids),
  kind: fc.constantFrom('take', 'take', 'take', 'give-back', 'nothing'),
  ttlMs: fc.constantFrom(50_000, 100_000, 1_000_000),
  needMs: fc.constantFrom(0, 20_000, 50_000),
  passes: fc.constantFrom(0, 0, 1, 10_000, RESERVED_MS, 120_000),
});

/** Forgets what is over by now. */
function pass(those: Map<string, number>, now: number): void {
  for (const [installId, until] of those) if (until <= now) those.delete(installId);
}

test('whatever comes: never more than the limit hold a slot, nobody is passed over, nothing lies idle', () => {
  const counted = { taken: 0, full: 0, called: 0 };
  fc.assert(
    fc.property(fc.array(move, { minLength: 60, maxLength: 120 }), (moves) => {
      let slots = noSlots();
      let now = 0;
      // By their own account: until when each holds its slot, and waits, in the order in which they were told to.
      const holders = new Map<string, number>();
      const queue = new Map<string, number>();
      for (const { installId, kind, ttlMs, needMs, passes } of moves) {
        now += passes;
        pass(holders, now);
        pass(queue, now);
        if (kind === 'give-back') {
          holders.delete(installId);
          queue.delete(installId);
        }
        // Its machine is off then: it asks for all the time that it needs.
        if (kind === 'take' && (holders.get(installId) ?? Infinity) < now + needMs) holders.delete(installId);
        const wasKept = slots.holds.some(
          (hold) => hold.installId === installId && (hold.reserved ? hold.until > now : holders.has(installId)),
        );
        const request = kind === 'take' ? take(installId, LIMIT, ttlMs, needMs) : giveBack(installId);
        const settled = kind === 'nothing' ? { ...settle(slots, now), answer: undefined } : answer(slots, request, now);
        slots = settled.slots;

        const called = settled.called.map((one) => one.installId);
        counted.called += called.length;
        if (settled.answer?.kind === 'full') {
          counted.full += 1;
          queue.set(installId, now + WAITING_MS);
        }
        if (settled.answer?.kind === 'taken') {
          counted.taken += 1;
          if (!holders.has(installId)) holders.set(installId, now + ttlMs);
          // Its turn had come before, or comes now with all who waited longer.
          const longer = [...queue.keys()].slice(
            0,
            queue.has(installId) ? [...queue.keys()].indexOf(installId) : undefined,
          );
          if (!wasKept) expect(called).toEqual(expect.arrayContaining(longer));
          queue.delete(installId);
        }
        expect(called).toEqual([...queue.keys()].slice(0, called.length));
        for (const one of called) queue.delete(one);

        expect(holders.size).toBeLessThanOrEqual(LIMIT);
        expect(slots.waiting.map((waiter) => waiter.installId)).toEqual([...queue.keys()]);
        if (queue.size > 0) expect(slots.holds).toHaveLength(LIMIT);
      }
    }),
    { numRuns: 200 },
  );
  for (const count of Object.values(counted)) expect(count).toBeGreaterThan(1_000);
});
