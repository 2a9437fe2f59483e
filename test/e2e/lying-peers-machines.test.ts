import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { eventually } from './dsl/eventually.ts';
import { invariantsHold } from './dsl/invariants.ts';
import { metalOf } from './dsl/metal.ts';
import { NETWORK_FIRST, nodeOn } from './dsl/pinned-node.ts';
import { describeSideBySide } from './dsl/side-by-side.ts';
import { startWorld, type World } from './dsl/world.ts';
import { callBackStories } from './lying-peers/call-backs.ts';
import { controllerStories } from './lying-peers/controllers.ts';
import { failingInstallStories } from './lying-peers/failing-installs.ts';
import { networkFirstStories } from './lying-peers/network-first.ts';

/** Long enough for an install that goes well on a busy machine. */
const IMPATIENT = { timeouts: { install: '25s', powerOff: '3s', wipe: '30s' }, installAttempts: 2 };

let world: World;
beforeAll(async () => {
  world = await startWorld();
  const native = await world.cluster.get(computeProvider, { name: 'native' });
  const spec = { ...native?.spec, native: { ...native?.spec.native, ...IMPATIENT } };
  await world.cluster.create(computeProvider, { metadata: { name: 'impatient' }, spec: spec as never });
}, 180_000);
afterAll(() => world.end(), 60_000);

describeSideBySide('machines that lie', {
  world: () => world,
  stories: [callBackStories, networkFirstStories, controllerStories, failingInstallStories],
});

describe('nobody there to hear that a machine is installed: it waits, and does not install itself again', () => {
  test.each(['temporal', 'worker-0'])(
    '%s is down',
    async (part) => {
      const metal = await metalOf(world, part === 'temporal' ? 'r2-a08' : 'r1-a08');
      await metal.is(NETWORK_FIRST);
      const lift = await metal.callFails('/unattended/built', { drop: 'before' });
      await world.simulator.settings({ installSeconds: 3 });
      const node = await nodeOn(world, `unheard-${part}`, metal.asset);
      await metal.happens('install-started');

      await world.stack.kill(part, 'SIGKILL');
      await eventually('it tells in vain', async () => {
        const told = (await world.simulator.journal()).filter(
          ({ system, path }) => system === 'machine' && path === `/install/v1/${metal.asset}/installed`,
        );
        // Nobody listens, or somebody who can't pass it on.
        return told.filter(({ status }) => status === (part === 'temporal' ? 503 : 0)).length >= 1;
      });
      await world.stack.start(part);
      await lift();

      await node.then.isReady(120_000);
      expect(await metal.truth()).toMatchObject({ installs: 1, powerOns: 1 });
    },
    200_000,
  );
});

test('and after all of it the world is in order', async () => {
  await invariantsHold(world);
});
