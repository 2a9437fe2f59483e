import { eventually } from '../dsl/eventually.ts';
import { endpointLog } from '../dsl/install-endpoint.ts';
import { metalOf } from '../dsl/metal.ts';
import type { Stories } from '../dsl/side-by-side.ts';
import { goneAndClean, NETWORK_FIRST, nodeOn } from '../dsl/pinned-node.ts';
import type { World } from '../dsl/world.ts';

export function networkFirstStories(world: World): Stories {
  return {
    async 'a machine that boots from the network first is installed once, whatever becomes of it'() {
      const metal = await metalOf(world, 'r2-a01');
      await metal.is(NETWORK_FIRST);
      const node = await nodeOn(world, 'pxe', metal.asset);
      await node.then.isReady(120_000);

      const panic = (await world.simulator.journal()).length;
      await metal.reset('ForceRestart');
      await metal.happens('booted', panic);
      expect(await metal.truth()).toMatchObject({ installs: 1, powerOns: 1 });

      await node.when.deleted();
      await goneAndClean(world, node, metal);
      await metal.reset('On');
      await eventually('it finds nothing to boot', async () => (await metal.truth()).phase === 'no-boot-device');
      expect(await metal.truth()).toMatchObject({ installs: 1, wipes: 1 });
      await metal.reset('ForceOff');
    },

    async 'one whose build mode nobody could end is sent to its disk'() {
      const metal = await metalOf(world, 'r2-a02');
      await metal.is(NETWORK_FIRST);
      // Foreman is deaf to the installer, and refuses us; it hears the machine only when that comes once more.
      await metal.callFails('/unattended/built', { drop: 'before', count: 4 });
      await metal.callFails('**/kickstart', { delayMs: 4_000, count: 1 });
      const node = await nodeOn(world, 'build-mode', metal.asset);
      const host = await eventually('its host is in build mode', async () => {
        return (await world.simulator.state()).hosts.find(({ name, build }) => name.startsWith('build-mode.') && build);
      });
      await world.simulator.fault({
        system: 'foreman',
        method: 'PUT',
        path: `/api/hosts/${(host as unknown as { id: number }).id}`,
        status: 503,
      });

      await node.then.isReady(120_000);
      expect(endpointLog(world, metal.asset).map(({ reason }) => reason)).toContainEqual(
        expect.stringContaining('served the way to its disk'),
      );
      expect(await metal.truth()).toMatchObject({ installs: 1, powerOns: 1 });
      const started = (await metal.events()).filter((event) => event === 'install-started');
      expect(started).toHaveLength(1);
    },
  };
}
