import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { given } from '../dsl/scenario.ts';
import { metalOf } from '../dsl/metal.ts';
import type { Stories } from '../dsl/side-by-side.ts';
import { nodeOn, retried } from '../dsl/pinned-node.ts';
import type { World } from '../dsl/world.ts';

export function failingInstallStories(world: World): Stories {
  return {
    async 'installs that fail make assets Suspect, three at most; then a person is asked, and a retry goes on'() {
      const rack = Array.from({ length: 8 }, (_, i) => `r3-a0${i + 1}`);
      const metals = await Promise.all(rack.map((asset) => metalOf(world, asset)));
      for (const metal of metals)
        await metal.is({ disks: metal.spec.disks.map((disk) => ({ ...disk, name: `x${disk.name}` })) });
      const node = await given(world).node('unlucky', {
        provider: 'impatient',
        nodeSelector: { 'topology.tess.io/rack': 'r3' },
      });

      const stalled = await node.then.condition('Stalled', 'True', /InstallFailed.*bedplate retry/, 180_000);
      const held = async () =>
        (await world.cluster.list(assetClaim)).items.filter(({ spec }) => spec.hold?.phase === 'Suspect');
      const suspects = await held();
      expect(suspects).toHaveLength(3);
      const message = stalled.status.conditions?.find(({ type }) => type === 'Stalled')?.message ?? '';
      for (const { metadata, spec } of suspects) {
        expect(message).toContain(metadata.name);
        expect(spec).toMatchObject({
          attempt: 2,
          hold: { reason: expect.stringMatching(/2 installs failed.*installation failed/) as string },
        });
        const metal = metals.find(({ asset }) => asset === metadata.name);
        expect((await metal?.events())?.filter((event) => event === 'install-failed')).toHaveLength(2);
        expect(await metal?.truth()).toMatchObject({ power: 'Off', installs: 0 });
      }
      const { hosts } = await world.simulator.state();
      expect(hosts.filter(({ name }) => name.startsWith('unlucky.'))).toEqual([]);

      for (const metal of metals) await metal.is({});
      await retried(world, node.name);
      const { status } = await node.then.isReady(120_000);
      expect(suspects.map(({ metadata }) => metadata.name)).not.toContain(status.assetRef?.name);

      await node.when.deleted();
      await node.then.isGone(90_000);
      expect((await held()).map(({ metadata }) => metadata.name)).toEqual(
        suspects.map(({ metadata }) => metadata.name),
      );
      const confirmed = suspects[0]?.metadata.name ?? '';
      const next = await nodeOn(world, 'lucky', confirmed);
      await next.then.condition('Scheduled', 'False', /suspect/);
      for (const { metadata } of suspects) await world.cluster.delete(assetClaim, { name: metadata.name });
      await next.then.isReady(120_000);
    },
  };
}
