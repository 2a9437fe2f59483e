import { createStore } from '../../../api/cluster/store.ts';
import { isNewer } from '../../../api/resource-version.ts';
import type { Resource } from '../../../api/kinds/kind.ts';

const object = (name: string, version: number, labels: Record<string, string> = {}): Resource => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name, namespace: 'd', uid: name, resourceVersion: String(version), labels },
});

it.each([
  ['10', '9', true],
  ['9', '10', false],
  ['9', '9', false],
  ['18446744073709551615', '18446744073709551614', true],
  ['1', undefined, true],
])('of %s and %s the first is newer: %s', (a, b, expected) => {
  expect(isNewer(a, b)).toBe(expected);
});

it('keeps indexes current, added before or after the objects', () => {
  const store = createStore();
  store.upsert(object('a', 1, { rack: 'r1' }));
  const byRack = store.index(({ metadata }) => Object.values(metadata.labels ?? {}));
  const names = (rack: string) => byRack(rack).map(({ metadata }) => metadata.name);
  store.upsert(object('b', 2, { rack: 'r1' }));
  expect(names('r1')).toEqual(['a', 'b']);

  store.upsert(object('a', 3, { rack: 'r2' }));
  store.remove(object('b', 4));

  expect([names('r1'), names('r2')]).toEqual([[], ['a']]);
});

it('answers a change with what was there before', () => {
  const store = createStore();
  const first = object('a', 1);
  store.upsert(first);

  expect(store.upsert(object('a', 2))).toEqual([{ type: 'upsert', object: object('a', 2), previous: first }]);
  expect(store.upsert(object('a', 2))).toEqual([]);
  expect(store.remove(object('unknown', 3))).toEqual([]);
});
