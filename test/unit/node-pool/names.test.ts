import fc from 'fast-check';
import { canonical, digest } from '../../../api/pool/digest.ts';
import { freeSlots, namePrefix, slotName } from '../../../api/pool/names.ts';

const pool = { uid: '0b7c', prefix: 'demo-' };

describe('names', () => {
  it('stay what they are: a changed one would make a second machine', () => {
    expect([0, 1, 4_999].map((slot) => slotName(pool, slot))).toEqual([
      'demo-vvsfcwk7',
      'demo-5czqn7dp',
      'demo-t7f4rfxh',
    ]);
  });

  test.each([
    ['the template says', 'web', 'demo-', 'demo-'],
    ['the pool is called', 'web', undefined, 'web-'],
    ['a label may hold', 'web.team', undefined, 'web-team-'],
    ['leaves room', 'w'.repeat(70), undefined, 'w'.repeat(55)],
  ])('begin with what %s', (_what, name, generateName, prefix) => {
    expect(namePrefix(name, generateName)).toBe(prefix);
  });

  it('are one DNS label, other ones for another pool, and never one twice', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.stringMatching(/^[a-z][-a-z0-9]{0,70}$/), (uid, other, name) => {
        const prefix = namePrefix(name, undefined);
        const slots = freeSlots({ uid, prefix }, new Set(), 200);
        const names = new Set(slots.map((slot) => slot.name));
        expect(names.size).toBe(200);
        for (const one of names) expect(one).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])$/);
        if (uid !== other) expect(names).not.toContain(slotName({ uid: other, prefix }, 0));
      }),
      { numRuns: 50 },
    );
  });

  it('fill the first slots that are free', () => {
    const taken = new Set([0, 2].map((slot) => slotName(pool, slot)));
    expect(freeSlots(pool, taken, 3).map(({ slot }) => slot)).toEqual([1, 3, 4]);
  });

  it('of 5,000 slots are all different', () => {
    expect(new Set(Array.from({ length: 5_000 }, (_, slot) => slotName(pool, slot))).size).toBe(5_000);
  });
});

describe('a digest', () => {
  it('is of equal values equal, and of others not', () => {
    const one = { labels: { a: '1', b: '2' }, spec: { list: [1, { x: 1, y: 2 }] } };
    const same = {
      spec: { list: [1, { y: 2, x: 1 }], more: [], none: null, empty: {}, gone: undefined },
      labels: { b: '2', a: '1' },
    };
    const other = { ...one, spec: { list: [{ x: 1, y: 2 }, 1] } };
    expect(canonical(same)).toBe(canonical(one));
    expect(digest(canonical(other), 10)).not.toBe(digest(canonical(one), 10));
  });

  it('keeps what is false, zero, or an empty text', () => {
    expect(canonical({ a: false, b: 0, c: '' })).toBe('{"a":false,"b":0,"c":""}');
    expect(canonical([[], null, {}])).toBe('[null,null,null]');
    expect(canonical({})).toBe('null');
  });
});
