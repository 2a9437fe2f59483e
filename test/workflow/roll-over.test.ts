import { Failure } from '../../activities/failure.ts';
import { installerSignal } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { type PlayedNode, step } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** As many events as make a history long: words of a machine that nobody waits for. */
async function growHistory(node: PlayedNode, events: number): Promise<void> {
  const word = { installId: 'nobody', event: 'booted', detail: '', at: '2026-01-01T00:00:00Z' } as const;
  for (let sent = 0; sent < events; sent += 100) {
    await Promise.all(Array.from({ length: 100 }, () => node.handle.signal(installerSignal, word)));
  }
}

test('a history that has grown long is exchanged in the middle of an operation, which goes on where it was', async () => {
  const world = await stage.play();
  const fault = world.disturbances.fails('dns.publish', new Failure('AuthRejected', 'PowerDNS refuses the key'));
  const node = await world.node();
  await node.isSeen();
  await node.isStalled();
  const { runId } = await node.handle.describe();

  await growHistory(node, 3_000);
  await node.retry();
  await eventually('the exchange', async () => (await node.handle.describe()).runId !== runId);
  const stalled = await node.isStalled();
  expect(step(stalled, 'install')?.state).toBe('Done');
  fault.heal();
  await eventually('Ready', async () => {
    // The new run may have tried it before it was healed, or after.
    await node.retry().catch(() => undefined);
    return (await node.progress()).phase === 'Ready';
  });

  expect(world.calls.filter((name) => name === 'ipam.allocate' || name === 'cmdb.register')).toEqual([
    'ipam.allocate',
    'cmdb.register',
  ]);
  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install']);
}, 60_000);
