import { nodeOperation, type NodeOperation } from '../../../api/kinds/node-operation.ts';
import { isOver, renderOperation, renderOperations } from '../../../starter/render/operation.ts';
import { aCondition, ago, NOW } from './a-node.ts';

function anOperation(status: object = {}, spec: object = {}): NodeOperation {
  const parsed = nodeOperation.schema.parse({
    spec: { type: 'Reboot', nodes: ['web-1', 'web-2'], reason: 'new firmware', ...spec },
    status,
  });
  return {
    apiVersion: 'compute.tess.io/v1alpha1',
    kind: 'NodeOperation',
    metadata: { name: 'reboot-1', namespace: 'default', creationTimestamp: ago(45) },
    ...parsed,
  } as NodeOperation;
}

const turn = (name: string, state: string, message = '') => ({ name, state, message });
const complete = aCondition('Complete', 'True', 'Succeeded', '2 of 2 nodes are done');

test.each<[string, object, string | undefined]>([
  ['nothing is said of it', {}, undefined],
  [
    'it goes on',
    { conditions: [aCondition('Complete', 'False', 'Running'), aCondition('Failed', 'False', 'Running')] },
    undefined,
  ],
  ['it is complete', { conditions: [complete] }, 'Complete'],
  ['it failed', { conditions: [aCondition('Complete', 'False', 'x'), aCondition('Failed', 'True', 'x')] }, 'Failed'],
])('an operation, when %s, is over or not', (_, status, over) => {
  expect(isOver(anOperation(status))).toBe(over);
});

test('shows node by node where it stands, who asked for it and why', () => {
  const nodes = [turn('web-1', 'Done', 'rebooted'), turn('web-2', 'Pending')];

  expect(renderOperation(anOperation({ nodes }, { requestedBy: 'ops@example' }))).toBe(
    [
      'reboot-1: Reboot by ops@example: new firmware',
      'NODE   STATE    MESSAGE',
      'web-1  Done     rebooted',
      'web-2  Pending  -',
    ].join('\n'),
  );
});

test.each<[string, object, string]>([
  ['that nobody looked at yet has all its nodes before it', {}, 'web-2  Pending  -'],
  [
    'that is complete says so last',
    { nodes: [turn('web-1', 'Done')], conditions: [complete] },
    '2 of 2 nodes are done.',
  ],
])('an operation %s', (_, status, last) => {
  expect(renderOperation(anOperation(status)).split('\n').at(-1)).toBe(last);
});

test('many are a line each', () => {
  const done = anOperation({ progress: '2/2', conditions: [complete] });

  expect(renderOperations([anOperation(), done], NOW)).toBe(
    [
      'NAME      TYPE    DONE  STATE      AGE  WHY',
      'reboot-1  Reboot  0/2   under way  45s  new firmware',
      'reboot-1  Reboot  2/2   Complete   45s  new firmware',
    ].join('\n'),
  );
  expect(renderOperations([], NOW)).toBe('There are no NodeOperations.');
});
