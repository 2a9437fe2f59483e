import { simulatorCredentials } from '../../../hack/stack/credentials.ts';
import { createForeignHost } from '../dsl/foreign.ts';
import { given } from '../dsl/scenario.ts';
import type { Stories } from '../dsl/side-by-side.ts';
import type { World } from '../dsl/world.ts';

export function lyingForemanStories(world: World): Stories {
  return {
    async 'a Foreman that answers with another host is not believed: ours is not forgotten'() {
      const fqdn = 'mirrored.r2.fleet.example';
      const node = await given(world).node('mirrored', { assetName: 'r2-a03' });
      await node.then.isReady(120_000);
      const foreman = world.stack.file.simulator.foreman ?? '';
      const foreign = await createForeignHost(foreman, 'somebody.r2.fleet.example');
      const { username, password } = simulatorCredentials.foreman;
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
      const body = await (
        await fetch(`${foreman}/api/hosts/somebody.r2.fleet.example`, { headers: { authorization } })
      ).text();
      const lift = await world.simulator.fault({ system: 'foreman', method: 'GET', path: `/api/hosts/${fqdn}`, body });

      await node.when.deleted();
      await node.then.condition('CleanupIncomplete', 'True', /answered with somebody\.r2\.fleet\.example/, 90_000);
      expect((await world.simulator.state()).hosts.map(({ name }) => name)).toEqual(
        expect.arrayContaining([fqdn, 'somebody.r2.fleet.example']),
      );
      await lift();
      await node.then.isGone(120_000);

      const names = (await world.simulator.state()).hosts.map(({ name }) => name);
      expect([names.includes(fqdn), names.includes('somebody.r2.fleet.example')]).toEqual([false, true]);
      await foreign.remove();
    },
  };
}
