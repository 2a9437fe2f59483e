import type { ComputeNodeStatus } from '../../../api/kinds/compute-node.ts';
import { stepEdges } from '../../../crd-bridge/serve/step-edges.ts';

type Step = NonNullable<ComputeNodeStatus['steps']>[number];

const BEGAN = '2026-01-01T00:00:00.000Z';
const ENDED = '2026-01-01T00:01:30.000Z';

function status(steps: Step[], reasons: Record<string, string> = {}): ComputeNodeStatus {
  const conditions = Object.entries(reasons).map(([type, reason]) => ({
    type,
    status: 'False' as const,
    reason,
    message: '',
    lastTransitionTime: BEGAN,
  }));
  return { observedGeneration: 1, steps, conditions };
}

const install = (state: Step['state'], rest: Partial<Step> = {}): Step => ({ name: 'install', state, ...rest });
const running = install('Running', { startedAt: BEGAN, attempts: 1 });
const done = install('Done', { startedAt: BEGAN, finishedAt: ENDED, attempts: 1 });

it('tells of a finished step how long it took', () => {
  expect(stepEdges(status([running]), status([done]))).toEqual([
    { type: 'finished', step: 'install', outcome: 'done', seconds: 90 },
  ]);
});

it('tells of it once, however often it is shown again', () => {
  expect(stepEdges(status([done]), status([done, { name: 'ready', state: 'Running' }]))).toEqual([]);
});

it('tells of several that ended between two edges', () => {
  const host: Step = { ...done, name: 'create-host' };
  expect(stepEdges(status([]), status([host, done])).map(({ step }) => step)).toEqual(['create-host', 'install']);
});

it('tells of an undo, but not of a step that never ran', () => {
  const undone = install('Undone', { startedAt: BEGAN, finishedAt: ENDED });
  expect(stepEdges(status([done]), status([undone]))).toEqual([
    { type: 'finished', step: 'install', outcome: 'undone', seconds: 90 },
  ]);
  expect(stepEdges(status([install('Pending')]), status([install('Undone')]))).toEqual([]);
});

it('never tells of a time below zero', () => {
  const odd = install('Done', { startedAt: ENDED, finishedAt: BEGAN });
  expect(stepEdges(status([]), status([odd]))).toMatchObject([{ seconds: 0 }]);
});

describe('faults', () => {
  const retrying = (attempts: number) => install('Retrying', { startedAt: BEGAN, attempts });

  it('counts each attempt that failed, with the reason', () => {
    const first = status([retrying(1)], { Ready: 'Unavailable' });
    const second = status([retrying(2)], { Ready: 'Throttled' });
    const fault = { type: 'fault', step: 'install' };

    expect(stepEdges(status([running]), first)).toEqual([{ ...fault, reason: 'Unavailable' }]);
    expect(stepEdges(first, second)).toEqual([{ ...fault, reason: 'Throttled' }]);
    expect(stepEdges(second, second)).toEqual([]);
  });

  it('counts a failed install by its condition, as the step is begun anew at once', () => {
    const failed = { Provisioned: 'InstallFailed', Ready: 'InstallFailed' };
    const again = status([running], failed);

    expect(stepEdges(status([running]), again)).toEqual([{ type: 'fault', step: 'install', reason: 'InstallFailed' }]);
    expect(stepEdges(again, status([running], failed))).toEqual([]);
  });

  it('counts it once when the step shows it too', () => {
    const failed = { Provisioned: 'InstallFailed', Ready: 'InstallFailed' };

    expect(stepEdges(status([running]), status([install('Failed', { attempts: 1 })], failed))).toHaveLength(1);
  });
});
