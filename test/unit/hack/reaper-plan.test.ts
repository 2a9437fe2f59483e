import { formatReaperLine, parseReaperLine, watchedPids } from '../../../hack/stack/reaper-plan.ts';

test('whoever was forgotten is spared', () => {
  expect([...watchedPids(['watch 10', 'watch 11', 'forget 10'])]).toEqual([11]);
});

test('a pid that is used again is watched again', () => {
  expect([...watchedPids(['watch 10', 'forget 10', 'watch 10'])]).toEqual([10]);
});

test.each(['', 'watch', 'watch 0', 'watch -1', 'watch 1 2', 'kill 7', 'forge'])('%j says nothing', (line) => {
  expect(parseReaperLine(line)).toBeUndefined();
});

test('what is written is read back', () => {
  const line = { kind: 'watch', pid: 42 } as const;
  expect(parseReaperLine(formatReaperLine(line))).toEqual(line);
});
