import type { ComputeNodeStatus } from '../../../api/kinds/compute-node.ts';
import { readNodes } from '../../../crd-bridge/serve/node-readings.ts';
import { node } from './objects.ts';

type Steps = NonNullable<ComputeNodeStatus['steps']>;
type Conditions = NonNullable<ComputeNodeStatus['conditions']>;

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

function shown(phase: string | undefined, steps: Steps, conditions: Partial<Conditions[number]>[] = []) {
  const filled = conditions.map((condition) => ({
    status: 'True' as const,
    reason: 'R',
    message: '',
    lastTransitionTime: at(0),
    ...condition,
  }));
  return node({}, { phase, steps, conditions: filled });
}

it('counts nodes by phase; one that shows nothing yet is New', () => {
  const { phases } = readNodes([shown('Ready', []), shown('Ready', []), shown('Stalled', []), node()]);

  expect(Object.fromEntries(phases)).toEqual({ Ready: 2, Stalled: 1, New: 1 });
});

it('counts steps by state, and finds when the first of those under way began', () => {
  const { steps } = readNodes([
    shown('Provisioning', [
      { name: 'create-host', state: 'Done', startedAt: at(1), finishedAt: at(2) },
      { name: 'install', state: 'Running', startedAt: at(9) },
    ]),
    shown('Provisioning', [{ name: 'install', state: 'Running', startedAt: at(5) }]),
    shown('Provisioning', [{ name: 'install', state: 'Running', startedAt: at(7) }]),
    shown('Stalled', [
      { name: 'install', state: 'Failed', startedAt: at(3) },
      { name: 'ready', state: 'Pending' },
    ]),
    shown('Deleting', [{ name: 'publish-dns', state: 'Undoing', startedAt: at(4) }]),
  ]);

  expect(steps).toEqual([
    { step: 'create-host', state: 'Done', nodes: 1, oldestStart: undefined },
    { step: 'install', state: 'Running', nodes: 3, oldestStart: Date.parse(at(5)) },
    { step: 'install', state: 'Failed', nodes: 1, oldestStart: Date.parse(at(3)) },
    { step: 'ready', state: 'Pending', nodes: 1, oldestStart: undefined },
    { step: 'publish-dns', state: 'Undoing', nodes: 1, oldestStart: Date.parse(at(4)) },
  ]);
});

it('counts the stalled by their reason, and nobody whose Stalled is False', () => {
  const { stalled } = readNodes([
    shown('Stalled', [], [{ type: 'Stalled', reason: 'AuthRejected' }]),
    shown('Stalled', [], [{ type: 'Stalled', reason: 'AuthRejected' }]),
    shown('Stalled', [], [{ type: 'Stalled', reason: 'Exhausted' }]),
    shown('Ready', [], [{ type: 'Stalled', reason: 'Settled', status: 'False' }]),
  ]);

  expect(Object.fromEntries(stalled)).toEqual({ AuthRejected: 2, Exhausted: 1 });
});

it('counts what calls for somebody, zeros too: an alert needs something to compare', () => {
  const { calling } = readNodes([
    shown('Paused', [], [{ type: 'Paused' }, { type: 'Ready', status: 'False' }]),
    shown('Deleting', [], [{ type: 'CleanupIncomplete' }, { type: 'DeletionHeld', status: 'False' }]),
  ]);

  expect(Object.fromEntries(calling)).toEqual({ Paused: 1, CleanupIncomplete: 1, DeletionHeld: 0, DisruptionHeld: 0 });
});
