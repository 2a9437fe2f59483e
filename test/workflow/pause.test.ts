import { eventually } from './dsl/eventually.ts';
import { condition, step } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('a pause lets the running step end, is shown at once, and holds the next step until somebody resumes', async () => {
  const world = await stage.play();
  const held = world.disturbances.holds('ipam.allocate', 'before');
  const node = await world.node();
  await node.isSeen();
  await held.reached;

  await node.pause('switch swap');
  await node.shows('the pause, while the step runs', (status) => status.pauses?.[0]?.why === 'switch swap');
  held.letGo();
  const paused = await node.isPaused();

  expect(step(paused, 'allocate-addresses')?.state).toBe('Done');
  expect(step(paused, 'render-kickstart')?.state).toBe('Pending');
  expect(condition(paused, 'Paused')).toMatchObject({ reason: 'PausedByCommand', message: 'alice: switch swap' });
  expect(paused).toMatchObject({ phase: 'Paused', pauses: [{ source: 'command', by: 'alice', why: 'switch swap' }] });

  await node.resume('swapped');
  const ready = await node.isReady();
  expect(condition(ready, 'Paused')?.status).toBe('False');
  expect(ready.history).toContainEqual(expect.objectContaining({ operation: 'resume', by: 'bob', message: 'swapped' }));
});

test('a pause until a time ends by itself', async () => {
  const world = await stage.play();
  const held = world.disturbances.holds('ipam.allocate', 'before');
  const node = await world.node();
  await node.isSeen();
  await held.reached;

  await node.pause('lunch', new Date(Date.now() + 1_500));
  held.letGo();
  await node.isPaused();

  await node.isReady();
});

test('a pause of a node that is Ready is shown, and so is its end', async () => {
  const world = await stage.play();
  const node = await world.readyNode();

  await node.pause('lunch', new Date(Date.now() + 1_500));
  expect((await node.isPaused()).phase).toBe('Ready');

  await node.shows('the end of the pause', (status) => condition(status, 'Paused')?.status === 'False');
});

test('a pause of a node that is Ready, which ends while it is being shown, is known to have ended', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const { revision = 0 } = await node.shows('it is Ready', ({ phase }) => phase === 'Ready');
  const held = world.disturbances.holds('status.apply', 'before');
  const end = Date.now() + 1_000;

  await node.pause('lunch', new Date(end));
  await held.reached;
  await eventually('its end has come', () => Date.now() > end);
  held.letGo();

  await node.shows('the end of the pause', (status) => {
    return (status.revision ?? 0) > revision && condition(status, 'Paused')?.status === 'False';
  });
});

test.each([
  ['spec.paused', { paused: true }, {}, 'PausedBySpec'],
  ['the annotation', {}, { pausedByAnnotation: 'moving racks' }, 'PausedByAnnotation'],
])(
  'a node paused by %s is held before its first step, by no command, until the object says otherwise',
  async (_source, spec, said, reason) => {
    const world = await stage.play();
    const node = await world.node('web-1', spec);

    await node.isSeen(said);
    expect(condition(await node.isPaused(), 'Paused')?.reason).toBe(reason);
    await node.resume('not yours to end');
    expect(world.calls).toEqual(['node.read']);

    await node.isEdited({ paused: false });
    await node.isReady();
  },
);

test.each<[string, unknown[]]>([
  ['nothing', []],
  ['null', [null]],
  ['a bare text', ['switch swap']],
])('a pause by hand that says %s holds all the same, and a resume of the same kind ends it', async (_what, said) => {
  const world = await stage.play();
  const held = world.disturbances.holds('ipam.allocate', 'before');
  const node = await world.node();
  await node.isSeen();
  await held.reached;

  await node.handle.signal('pause', ...said);
  held.letGo();
  expect((await node.isPaused()).pauses).toMatchObject([{ source: 'command', by: 'somebody' }]);

  await node.handle.signal('resume', ...said);
  await node.isReady();
});
