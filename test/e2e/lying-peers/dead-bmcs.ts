import { NODE_FINALIZER } from '../../../api/groups.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../../api/kinds/compute-asset.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { ipAddressKind } from '../../../api/kinds/network.ts';
import { bedplate } from '../dsl/command.ts';
import { eventually } from '../dsl/eventually.ts';
import { claimOf, logsOf } from '../dsl/install-endpoint.ts';
import { metalOf } from '../dsl/metal.ts';
import { given } from '../dsl/scenario.ts';
import type { Stories } from '../dsl/side-by-side.ts';
import type { World } from '../dsl/world.ts';

export function deadBmcStories(world: World): Stories {
  return {
    async 'a BMC that answers 500: a release by force, and its trail'() {
      const metal = await metalOf(world, 'r2-a04');
      await released(world, 'r2-a04', 'broken-bmc', () => metal.bmcFails({ status: 500 }));
    },

    async 'a BMC that nobody listens at: a release by force, and its trail'() {
      const asset = { name: 'r2-a05' };
      const bmc = (await world.cluster.get(computeAsset, asset))?.bmc;
      await released(world, 'r2-a05', 'gone-bmc', async () => {
        const address = 'redfish+http://127.0.0.1:1/redfish/v1/Systems/1';
        await world.cluster.mergePatch(computeAsset, asset, { bmc: { address } });
        return () => world.cluster.mergePatch(computeAsset, asset, { bmc: { address: bmc?.address } });
      });
    },

    async 'a BMC that hangs keeps everything, and the deletion goes on when it answers'() {
      const metal = await metalOf(world, 'r2-a06');
      const node = await given(world).node('hanging-bmc', { assetName: 'r2-a06' });
      await node.then.isReady(120_000);
      const from = (await world.simulator.journal()).length;
      const lift = await metal.bmcFails({ hang: true });

      await node.when.deleted();
      await node.then.step('power-off', 'Undoing', /(?:)/, 60_000);
      const changed = (await world.simulator.journal(from)).filter(
        (entry) => entry.changed && (entry.key === metal.uuid || entry.key.startsWith('hanging-bmc.')),
      );
      expect(changed).toEqual([]);
      expect(await metal.truth()).toMatchObject({ power: 'On', phase: 'running' });
      await lift();
      await node.then.isGone(120_000);
      expect(await metal.truth()).toMatchObject({ power: 'Off', installed: null });
    },
  };
}

/** The whole of it: stuck, refused without --force or --why, released, told everywhere, kept out until confirmed. */
async function released(
  world: World,
  asset: string,
  name: string,
  dies: () => Promise<() => Promise<unknown>>,
): Promise<void> {
  const metal = await metalOf(world, asset);
  const node = await given(world).node(name, { assetName: asset });
  const ready = await node.then.isReady(120_000);
  const ref = { namespace: 'default', name };
  const seenLast = 'test.example/seen';
  await world.cluster.mergePatch(computeNode, ref, { metadata: { finalizers: [NODE_FINALIZER, seenLast] } });
  const revive = await dies();

  await node.when.deleted();
  await node.then.condition('CleanupIncomplete', 'True', /PowerOffUnconfirmed.*release --force/, 120_000);
  const before = await world.simulator.state();
  expect((await claimOf(world, asset)).spec.hold).toBeUndefined();
  expect(before.devices.find((each) => each.name === asset)).toMatchObject({ status: 'Active' });
  const bound = await addressesOf(ready.metadata.uid);
  expect(bound.length).toBeGreaterThan(0);
  expect(bound.filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);

  const unforced = await bedplate(world, 'release', name, '--why', 'board burnt');
  expect(unforced).toMatchObject({ exit: 2, output: expect.stringMatching(/say --force/) as string });
  const unexplained = await bedplate(world, 'release', name, '--force');
  expect(unexplained).toMatchObject({ exit: 2, output: expect.stringMatching(/--why/) as string });
  expect((await claimOf(world, asset)).spec.hold).toBeUndefined();
  expect(await bedplate(world, 'release', name, '--force', '--why', 'board burnt')).toMatchObject({ exit: 0 });

  const last = await eventually(
    `${name} is let go`,
    async () => {
      const read = await node.read();
      return !read.metadata.finalizers?.includes(NODE_FINALIZER) && read;
    },
    120_000,
  );
  expect(last.status.history).toContainEqual(
    expect.objectContaining({ operation: 'release power-off', result: 'Forced', message: 'board burnt' }),
  );
  await world.cluster.mergePatch(computeNode, ref, { metadata: { finalizers: [] } });
  const by = last.status.history?.find(({ result }) => result === 'Forced')?.by ?? '';
  expect((await claimOf(world, asset)).spec.hold).toMatchObject({
    phase: 'Quarantined',
    reason: expect.stringContaining(`released by ${by} without proof that it is off and wiped: board burnt`) as string,
  });
  await eventually('an Event tells it', async () => {
    const { items } = (await world.cluster.raw({ method: 'GET', path: '/api/v1/namespaces/default/events' })) as {
      items: { reason: string; message: string; involvedObject: { name: string } }[];
    };
    const event = items.find((each) => each.reason === 'Released' && each.involvedObject.name === name);
    return event && /by force/.test(event.message) && event.message.includes(by) && /board burnt/.test(event.message);
  });
  const line = logsOf(world)
    .split('\n')
    .find((each) => each.includes(`ComputeNode default/${name} is released by force`));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ by, why: 'board burnt' });
  expect((await metal.truth()).wipes).toBe(0);
  const resting = await addressesOf(ready.metadata.uid);
  expect(resting.map(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual(bound.map(() => true));

  const next = await given(world).node(`after-${name}`, { assetName: asset });
  await next.then.condition('Scheduled', 'False', /1 quarantined/);
  await revive();
  await world.cluster.delete(assetClaim, { name: asset });
  await next.then.isReady(120_000);

  async function addressesOf(uid: string | undefined) {
    const { items } = await world.cluster.list(ipAddressKind);
    return items.filter(({ spec }) => spec.claimRef.uid === uid);
  }
}
