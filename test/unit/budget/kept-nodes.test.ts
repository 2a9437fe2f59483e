import { isReady } from '../../../activities/budget/sight.ts';
import { createSharer, keepNode } from '../../../activities/fleet/keep.ts';
import { node } from '../bridge/objects.ts';

const condition = (type: string, status: string) => {
  return { type, status, reason: 'R', message: 'a long story', lastTransitionTime: '2026-01-01T00:00:00Z' };
};

test.each(['True', 'False'])('what a worker keeps of a node says whether it is Ready: %s', (status) => {
  const whole = node(
    {},
    { observedGeneration: 1, conditions: [condition('Scheduled', 'True'), condition('Ready', status)] },
  );
  const kept = keepNode(whole, createSharer());
  expect(isReady(kept)).toBe(status === 'True');
});

test('one that shows nothing yet is not Ready', () => {
  expect(isReady(keepNode(node(), createSharer()))).toBe(false);
});
