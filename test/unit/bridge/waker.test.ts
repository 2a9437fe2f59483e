import { createWaker } from '../../../crd-bridge/act/waker.ts';
import type { Workflows } from '../../../crd-bridge/temporal/workflows.ts';
import { node } from './objects.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function wakerOf(wake: (why: string) => Promise<'woken' | 'absent'>) {
  const errors: unknown[] = [];
  const workflows = { wake: (_: unknown, why: string) => wake(why) } as Workflows;
  const target = node();
  const waker = createWaker({
    node: () => target,
    workflows: () => workflows,
    onError: (_, error) => errors.push(error),
  });
  return { waker, target, errors };
}

it('says once what happened within a tenth of a second, with the first causes and their number', async () => {
  const whys: string[] = [];
  const { waker, target } = wakerOf(async (why) => (whys.push(why), 'woken'));

  for (const cause of ['a', 'b', 'a', 'c', 'd', 'e']) waker.wake(target, cause);
  await jest.advanceTimersByTimeAsync(100);

  expect(whys).toEqual(['a; b; c; and 2 more']);
});

it('keeps the causes of a wake that did not arrive', async () => {
  const whys: string[] = [];
  const { waker, target, errors } = wakerOf(async (why) => {
    whys.push(why);
    if (whys.length === 1) throw new Error('away');
    return 'woken';
  });

  waker.wake(target, 'a');
  await jest.advanceTimersByTimeAsync(100);
  waker.wake(target, 'b');
  await jest.advanceTimersByTimeAsync(1000);

  expect(whys).toEqual(['a', 'a; b']);
  expect(errors).toHaveLength(1);
});
