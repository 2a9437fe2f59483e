import { metalOf } from '../dsl/metal.ts';
import { given, type NodeScenario } from '../dsl/scenario.ts';
import type { Stories } from '../dsl/side-by-side.ts';
import type { World } from '../dsl/world.ts';

/** Of namespaces team-a and team-b, and of providers native and twin. */
export function oneFqdnStories(world: World): Stories {
  return {
    async 'two namespaces and two providers want one FQDN at once: one has it, the other waits for it'() {
      const fqdn = 'shared.r1.fleet.example';
      const spec = { hostname: 'shared', nodeSelector: { 'topology.tess.io/rack': 'r1' } };
      const nodes = await Promise.all([
        given(world).node('front', { ...spec, provider: 'native' }, 'team-a'),
        given(world).node('back', { ...spec, provider: 'twin' }, 'team-b'),
      ]);
      const ready = await Promise.any(nodes.map((node) => node.then.isReady(120_000)));
      const first = nodes.find(({ name }) => name === ready.metadata.name) as NodeScenario;
      const second = nodes.find((node) => node !== first) as NodeScenario;

      const stalled = await second.then.condition('Stalled', 'True', /Conflict.*create host/);
      const message = stalled.status.conditions?.find(({ type }) => type === 'Stalled')?.message;
      for (const { metadata } of [ready, stalled]) {
        expect(message).toContain(`ComputeNode ${metadata.namespace}/${metadata.name} (uid ${metadata.uid})`);
      }
      await ownedBy(ready.metadata.uid ?? '');
      const machine = await metalOf(world, stalled.status.assetRef?.name ?? '');
      expect(await machine.truth()).toMatchObject({ powerOns: 0 });

      const from = (await world.simulator.journal()).length;
      await first.when.deleted();
      await first.then.isGone(120_000);
      const after = await second.then.isReady(120_000);
      await ownedBy(after.metadata.uid ?? '');
      const created = (await world.simulator.journal(from)).filter(
        ({ method, path, key, changed }) => method === 'POST' && path === '/api/hosts' && key === fqdn && changed,
      );
      expect(created).toHaveLength(1);

      async function ownedBy(uid: string): Promise<void> {
        const { hosts, rrsets } = await world.simulator.state();
        const named = hosts.filter(({ name }) => name === fqdn);
        expect(named.map(({ parameters }) => String(parameters.bedplate_owner).split('/')[3])).toEqual([uid]);
        const records = rrsets.filter(({ name }) => name === `${fqdn}.`);
        expect(records.map(({ comments }) => comments[0]?.content.split('/')[3])).toEqual([uid, uid]);
      }
    },
  };
}
