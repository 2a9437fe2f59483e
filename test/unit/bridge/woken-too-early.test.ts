import { wokenTooEarly } from '../../../crd-bridge/observe/wakes.ts';
import { node, provider } from './objects.ts';

const NOW = Date.parse('2026-02-01T00:01:00Z');
const WAITS = [{ kind: 'ComputeProvider', name: 'native' }];

function available(status: 'True' | 'False', lastTransitionTime: string) {
  const condition = { type: 'Available', status, reason: 'R', message: '', lastTransitionTime };
  return provider({}, { conditions: [condition] });
}

function seen(waitsFor: object[], { revision = 2, before = 1 } = {}) {
  const object = node({}, { observedGeneration: 1, revision, waitsFor });
  const previous = node({}, { observedGeneration: 1, revision: before });
  return { kind: 'ComputeNode' as const, change: { type: 'upsert' as const, object, previous } };
}

const JUST = available('True', '2026-02-01T00:00:30Z');

it('wakes a node that shows a wait for a provider that is well again since shortly', () => {
  expect(wokenTooEarly(seen(WAITS), () => JUST, NOW)).toMatch(/native is well again/);
});

it.each([
  ['that is not well', seen(WAITS), available('False', '2026-02-01T00:00:30Z')],
  ['that was well for long: its trouble is not shown yet', seen(WAITS), available('True', '2026-01-31T00:00:00Z')],
  ['that is not there', seen(WAITS), undefined],
])('wakes nobody for a provider %s', (_, observed, known) => {
  expect(wokenTooEarly(observed, () => known, NOW)).toBeUndefined();
});

it('wakes nobody who waits for something else, or shows nothing new', () => {
  expect(wokenTooEarly(seen([{ kind: 'Flavor', name: 'native' }]), () => JUST, NOW)).toBeUndefined();
  expect(wokenTooEarly(seen(WAITS, { revision: 2, before: 2 }), () => JUST, NOW)).toBeUndefined();
});
