import { bad, badEdit, type BadEdit, type BadInput, type Path } from './bad-row.ts';
import { good } from './good-input.ts';

const { node, operation } = good;
const spec = (...path: Path): Path => ['spec', ...path];

/** Of NodeOperations, and of the drain hooks that nodes have too. */
export const badOperations: readonly BadInput[] = [
  bad('a drain hook of no kind', node, spec('drain', 0), { name: 'x' }, 'exactly one of command, http or kubernetes'),
  bad(
    'a drain hook of two kinds',
    operation,
    spec('drain', 0, 'command'),
    { argv: ['/bin/true'] },
    'exactly one of command, http or kubernetes',
    'spec.drain[0]',
  ),
  bad(
    'an empty command',
    node,
    spec('drain', 0),
    { name: 'x', command: { argv: [] } },
    '1',
    'spec.drain[0].command.argv',
  ),
  bad('an operation that nobody knows', operation, spec('type'), 'Explode', 'Reinstall'),
  bad('an operation on nothing', operation, spec('nodes'), [], '1'),
  bad('an operation without a reason', operation, spec('reason'), undefined, 'reason'),
  bad('an operation on a node with a bad name', operation, spec('nodes', 0), 'Web_1', 'must be a lower-case name'),
  bad('no node at a time', operation, spec('maxConcurrent'), 0, '1'),
];

export const badOperationEdits: readonly BadEdit[] = [
  badEdit("an operation's nodes", operation, spec('nodes'), ['web-3'], "an operation (make another one) can't", 'spec'),
];
