import { groupFailures } from '../../../activities/salt/failure-groups.ts';
import type { SaltVerdict } from '../../../api/salt-verdict.ts';

const failed = (...messages: string[]): SaltVerdict => ({
  type: 'StateFailed',
  changed: 0,
  causes: messages.map((message) => ({ stateId: 'nginx', message })),
});

it('says 500 equal failures in one line, and the most frequent first', () => {
  const verdicts = Object.fromEntries([
    ['odd', failed('no space')],
    ...Array.from({ length: 500 }, (_, index) => [`web-${index}`, failed('no package')]),
    ['well', { type: 'Ok', changed: 0, causes: [] }],
  ]) as Record<string, SaltVerdict>;

  expect(groupFailures(verdicts)).toEqual([
    { stateId: 'nginx', message: 'no package', nodes: 500, examples: ['web-0', 'web-1', 'web-2'] },
    { stateId: 'nginx', message: 'no space', nodes: 1, examples: ['odd'] },
  ]);
});

it('counts a minion once for each cause, though two of its states say the same', () => {
  expect(groupFailures({ w1: failed('a', 'a', 'b') })).toEqual([
    { stateId: 'nginx', message: 'a', nodes: 1, examples: ['w1'] },
    { stateId: 'nginx', message: 'b', nodes: 1, examples: ['w1'] },
  ]);
});

it('has nothing to say of minions that failed in no way', () => {
  expect(groupFailures({ w1: { type: 'Changed', changed: 3, causes: [] } })).toEqual([]);
});
