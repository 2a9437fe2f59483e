import { refOf } from '../../../api/ref-of.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { createLetGo } from '../../../crd-bridge/act/let-go.ts';
import { createLostNodes } from '../../../crd-bridge/act/lost-nodes.ts';
import { computeNodes } from '../../../crd-bridge/kinds/compute-node.ts';
import { computeNodeWorkflowId, type NodeRef } from '../../../workflows/contract.ts';
import { node } from './objects.ts';

const log = { warn: jest.fn() } as never;
const [here, gone] = [node({ name: 'here' }), node({ name: 'gone' })];
const open = new Set([here, gone].map((each) => computeNodeWorkflowId(refOf(each))));

function lostNodes(live: ComputeNode[]) {
  const looked: string[] = [];
  const lost = createLostNodes({
    client: {
      get: async (_: unknown, { name }: { name: string }) => live.find(({ metadata }) => metadata.name === name),
      list: async () => ({ items: live, resourceVersion: '1' }),
    } as never,
    workflows: () =>
      ({
        look: async ({ name }: NodeRef, why: string) => looked.push(`${name}: ${why}`),
        openIds: async () => open,
      }) as never,
    log,
  });
  return { lost, looked, live };
}

it('tells the workflow of a node whose object is gone to look, once', async () => {
  const { lost, looked } = lostNodes([here]);

  await lost.find();
  await lost.find();

  expect(looked).toEqual([expect.stringMatching(/^gone: its object is gone/)]);
});

it('tells it again when the object is back', async () => {
  const { lost, looked, live } = lostNodes([here]);
  await lost.find();
  live.push(gone);

  await lost.find();
  await lost.find();

  expect(looked).toHaveLength(2);
  expect(looked[1]).toMatch(/^gone: its object is back/);
});

it('asks the apiserver before it believes that an object is gone', async () => {
  const { lost, looked } = lostNodes([here, gone]);

  await lost.among(open, [here]);

  expect(looked).toEqual([]);
});

it('takes an object of the same name and another uid for none', async () => {
  const { lost, looked } = lostNodes([here, node({ name: 'gone', uid: 'other' })]);

  await lost.find();

  expect(looked).toHaveLength(1);
});

describe('a node that was let go', () => {
  it.each([
    ['that is back out of a backup is told of', node(), 1],
    ['that has gone meanwhile is not', undefined, 0],
    ['that lost our finalizer meanwhile is not', node({ finalizers: [] }), 0],
    ['whose name another has by now is not', node({ uid: 'other' }), 0],
  ])('%s', async (_, live, events) => {
    const createEvent = jest.fn();
    const onLetGo = createLetGo({ client: { get: async () => live, createEvent } as never, by: 'bridge-0', log });

    await onLetGo(computeNodes, node());

    expect(createEvent).toHaveBeenCalledTimes(events);
  });
});
