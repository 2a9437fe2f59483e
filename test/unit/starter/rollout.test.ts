import { saltDeployment, type SaltDeployment } from '../../../api/kinds/salt-deployment.ts';
import type { SaltTransaction } from '../../../api/kinds/salt-transaction.ts';
import { takeRolloutEvent } from '../../../api/rollout/rollout.ts';
import { reportRollout } from '../../../api/rollout/report.ts';
import { renderRollout } from '../../../starter/render/rollout.ts';
import { renderRolloutNodes } from '../../../starter/render/rollout-nodes.ts';
import { type Story, worldOf } from '../rollout/story.ts';
import { MINUTE, type RolloutWorld } from '../rollout/world.ts';

const story: Story = {
  title: 'two racks, two nodes at a time',
  buckets: { r1: 5, r2: 20 },
  rules: { failureBudget: { perBucket: 3, total: 3, shared: 0 }, maxUnavailable: 2 },
  prepare: (world) => {
    world.badBefore = { 'r1-n5': 'it is not Ready' };
    world.behaves = (node, act) => {
      if (node === 'r1-n1') return 'StateFailed';
      return node === 'r1-n2' && act === 'apply' ? 'Busy' : act === 'apply' ? 'Changed' : 'Ok';
    };
  },
};

/** The rollout at that minute, as its objects show it, with what `says` does to it first. */
function at(minute: number, does: (world: RolloutWorld) => void = () => undefined): string {
  const world = worldOf(story);
  world.settle();
  while (world.nextTime() <= minute * MINUTE) {
    world.now = world.nextTime();
    world.settle();
  }
  world.now = minute * MINUTE;
  does(world);
  world.settle();
  const report = reportRollout(world.rollout, world.now);
  const nodes = new Map([...world.buckets].map(([name, { state }]) => [name, state.nodes]));
  return renderRollout(deploymentOf(report.pauses), transactionOf(report), world.now, nodes);
}

function deploymentOf(pauses: ReturnType<typeof reportRollout>['pauses']): SaltDeployment {
  const { spec } = saltDeployment.schema.parse({
    spec: { nodePool: 'web', saltMaster: 'master-1', revision: { commit: 'b'.repeat(40) } },
  });
  const paused = { type: 'Paused', status: 'True', reason: 'PausedByCommand', message: '', lastTransitionTime: '' };
  return {
    apiVersion: 'salt.tess.io/v1alpha1',
    kind: 'SaltDeployment',
    metadata: { name: 'web', namespace: 'default', creationTimestamp: new Date(0).toISOString() },
    spec,
    status: { phase: 'Running', currentTransaction: 'web-7', pauses, conditions: [paused] },
  } as SaltDeployment;
}

function transactionOf(report: ReturnType<typeof reportRollout>): SaltTransaction {
  return { metadata: { name: 'web-7', namespace: 'default' }, spec: {}, status: report } as SaltTransaction;
}

const lines = (text: string) => text.split('\n').map((line) => line.replace(/ +/g, ' '));

test('racks, and each node of the rack that is under way', () => {
  const drawn = lines(at(5));
  expect(drawn).toContain('r1 Running ##!>. 2/5 2 1 - r1: 2 of 5 nodes are done, 1 failed');
  expect(drawn).toContain('r2 Waiting .................... 0/20 0 0 -');
  const from = drawn.indexOf('Nodes of r1:');
  expect(drawn.slice(from, drawn.indexOf('', from))).toEqual([
    'Nodes of r1:',
    ' > under way 1 r1-n2',
    ' ! failed 1 r1-n1',
    ' . to come 1 r1-n5 (bad before: it is not Ready)',
    ' # changed 2 r1-n3, r1-n4',
  ]);
});

test('who holds it, why, until when and for how long still', () => {
  const pause = (world: RolloutWorld) => {
    const told = { by: 'bob', why: 'lunch', until: 33 * MINUTE };
    world.rollout = takeRolloutEvent(world.rollout, { type: 'Pause', ...told }, world.now);
  };
  expect(at(3, pause)).toMatch(/Paused by:\n {2}- bob: lunch \(until 1970-01-01T00:33:00.000Z, 30m left\)/);
});

test('how long a rack soaks still; nodes of one that is through are not drawn', () => {
  const soaking = lines(at(12)).find((line) => line.startsWith('r1 Soaking'));
  expect(soaking).toMatch(/soaks, 3m left$/);
  expect(at(12)).not.toContain('Nodes of r1');
});

test('of many nodes some are named, and all are counted', () => {
  const nodes = Array.from({ length: 5_000 }, (_, index) => ({
    ...{ name: `web-${index + 1}`, state: 'Pending' as const, next: 'apply' as const, tries: 0 },
  }));
  const text = renderRolloutNodes(new Map([['r1', nodes]]), 0);
  expect(lines(text)[1]).toMatch(/^ \. to come 5000 web-1, web-2, .*web-16 and 4984 more$/);
  expect(text.length).toBeLessThan(250);
});

test('why a node is not tried at once', () => {
  const node = { name: 'web-1', state: 'Pending' as const, tries: 1, next: 'verify' as const, notBefore: 90_000 };
  expect(lines(renderRolloutNodes(new Map([['r1', [node]]]), 30_000))[1]).toBe(
    ' . to come 1 web-1 (its return is lost, it is looked at; again in 1m)',
  );
});
