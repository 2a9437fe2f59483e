import { retryUpdate } from '../../workflows/contract.ts';
import { bedplate } from './dsl/command.ts';
import { eventually } from './dsl/eventually.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

/** What the issue promises to the one who types the command. */
const WITHIN_MS = 2_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world.end(), 60_000);
afterEach(() => world.simulator.clearFaults());

async function lastSeq(): Promise<number> {
  return (await world.simulator.journal()).at(-1)?.seq ?? 0;
}

/** What it takes a program to start, and on a busy machine that is long: nobody can promise less. */
async function startUpMs(): Promise<number> {
  const { begun } = await bedplate(world, '--help');
  return Date.now() - begun;
}

/** Milliseconds from the command's start to the first call that the outside system saw of it. */
async function untilAttempt(system: string, after: number, begun: number): Promise<number> {
  const call = await eventually('an attempt', async () => {
    return (await world.simulator.journal(after)).find((entry) => entry.system === system);
  });
  return Date.parse(call.time) - begun;
}

/** Every fault doubles the wait; a retry cuts it short, so that the long one is there soon. */
async function waitsFiveMinutes(node: NodeScenario): Promise<void> {
  const handle = world.temporal.workflow.getHandle(
    (await node.then.step('publish-dns', 'Retrying')).status.workflow?.id ?? '',
  );
  await eventually(
    'a back-off of five minutes',
    async () => {
      const { status } = await node.read();
      const { state, message = '' } = status.steps?.find(({ name }) => name === 'publish-dns') ?? {};
      if (state === 'Retrying' && message.includes('next attempt in 5 min')) return true;
      await handle.executeUpdate(retryUpdate, { args: [{ by: 'carol', why: 'impatient' }] }).catch(() => undefined);
      return undefined;
    },
    120_000,
  );
}

test('a retry in a back-off of five minutes is an attempt within two seconds', async () => {
  // A fault of one call: a system that is down would be noticed to be back before anybody retries.
  await world.simulator.fault({ system: 'powerdns', method: 'PATCH', status: 500 });
  const node = await given(world).node('patient');
  await waitsFiveMinutes(node);
  await world.simulator.clearFaults();
  const after = await lastSeq();
  const startUp = await startUpMs();

  const { exit, output, begun } = await bedplate(world, 'retry', 'patient', '--why', 'DNS is back');

  expect({ exit, output }).toEqual({ exit: 0, output: expect.stringContaining('publish DNS') as string });
  expect(await untilAttempt('powerdns', after, begun)).toBeLessThan(startUp + WITHIN_MS);
  await node.then.isReady();
}, 240_000);

test('so is one after a refused password, which would be looked at every ten minutes', async () => {
  await world.simulator.fault({ system: 'powerdns', status: 401 });
  const node = await given(world).node('locked-out');
  await node.then.condition('Stalled', 'True', /AuthRejected/);
  await world.simulator.clearFaults();
  const after = await lastSeq();
  const startUp = await startUpMs();

  const { begun } = await bedplate(world, 'retry', 'locked-out');

  expect(await untilAttempt('powerdns', after, begun)).toBeLessThan(startUp + WITHIN_MS);
  await node.then.isReady();
}, 120_000);

test('one command for all that wait; what does not wait is not asked', async () => {
  const ready = await given(world).node('content');
  await ready.then.isReady();
  await world.simulator.fault({ system: 'powerdns', status: 401 });
  const stalled = await Promise.all(['stalled-1', 'stalled-2', 'stalled-3'].map((name) => given(world).node(name)));
  await Promise.all(stalled.map((node) => node.then.condition('Stalled', 'True', /AuthRejected/)));
  await world.simulator.clearFaults();

  const { exit, output } = await bedplate(world, 'retry', '--stalled');

  expect(exit).toBe(0);
  for (const { name } of stalled) expect(output).toContain(`${name}: publish DNS`);
  expect(output).not.toContain('content');
  await Promise.all(stalled.map((node) => node.then.isReady()));
  expect((await bedplate(world, 'retry', '--stalled')).output).toContain('Nothing waits for a retry');
  expect(await bedplate(world, 'retry', 'content')).toMatchObject({
    exit: 1,
    output: expect.stringContaining('Nothing waits for a retry on this node') as string,
  });
}, 120_000);
