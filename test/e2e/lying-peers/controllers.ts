import { computeAsset } from '../../../api/kinds/compute-asset.ts';
import { type Metal, metalOf } from '../dsl/metal.ts';
import type { Stories } from '../dsl/side-by-side.ts';
import { goneAndClean, nodeOn, nothingIsGivenBack, retried } from '../dsl/pinned-node.ts';
import type { World } from '../dsl/world.ts';

export function controllerStories(world: World): Stories {
  return {
    async 'a BMC that says yes and does nothing is told, and nothing is given back on its word'() {
      const metal = await metalOf(world, 'r2-a03');
      const deafOn = await metal.bmcFails({ method: 'POST', status: 204 }, '/Actions/**');
      const node = await nodeOn(world, 'yes-man', metal.asset, { provider: 'impatient' });
      await node.then.step('install', 'Retrying', /took the order to power on, but shows the machine Off after 3 s/);
      await deafOn();
      await node.then.isReady(120_000);
      expect(await metal.truth()).toMatchObject({ installs: 1, powerOns: 1 });

      const deafOff = await metal.bmcFails({ method: 'POST', status: 204 }, '/Actions/**');
      await node.when.deleted();
      await node.then.condition('CleanupIncomplete', 'True', /PowerOffUnconfirmed.*shows the machine On after 3 s/);
      await nothingIsGivenBack(world, node, metal);
      expect(await metal.truth()).toMatchObject({ power: 'On', phase: 'running' });
      await deafOff();
      await goneAndClean(world, node, metal);
    },

    async 'a BMC that says Off while the machine runs gives nothing back: the disks were not read back'() {
      const metal = await metalOf(world, 'r2-a04');
      const node = await nodeOn(world, 'runs-on', metal.asset, { provider: 'impatient' });
      await node.then.isReady(120_000);
      const lift = await metal.bmcSays({ PowerState: 'Off' });

      await node.when.deleted();
      await node.then.condition('CleanupIncomplete', 'True', /WipeFailed/, 90_000);
      await nothingIsGivenBack(world, node, metal);
      expect(await metal.truth()).toMatchObject({ power: 'On', phase: 'running', wipes: 0 });
      await lift();
      await retried(world, node.name);
      await goneAndClean(world, node, metal);
    },

    async 'another machine behind the BMC is not switched, on the way up and on the way down'() {
      const assets = ['r2-a05', 'r2-a06', 'r2-a07'];
      const metals = await Promise.all(assets.map((asset) => metalOf(world, asset)));
      const [uuid, serial, macs] = metals;
      if (!uuid || !serial || !macs) throw new Error('The three machines are missing');
      const wrong = {
        uuid: { bmc: { systemId: 'ffffffff-0000-1000-8000-00000000000a' } },
        serial: { serialNumber: 'SOMEBODY-ELSE' },
      };
      const right = await world.cluster.get(computeAsset, { name: serial.asset });
      await world.cluster.mergePatch(computeAsset, { name: uuid.asset }, wrong.uuid);
      await world.cluster.mergePatch(computeAsset, { name: serial.asset }, wrong.serial);
      const swapped = { nics: macs.spec.nics.map((nic, i) => ({ ...nic, mac: `52:54:00:ff:ff:0${i}` })) };
      await macs.is(swapped);
      const nodes = await Promise.all(assets.map((asset, i) => nodeOn(world, `identity-${i}`, asset)));

      const words = [/Conflict.*UUID.*ffffffff/, /Conflict.*serial number.*SOMEBODY-ELSE/, /Conflict.*52:54:00:ff:ff/];
      for (const [i, node] of nodes.entries()) await node.then.condition('Stalled', 'True', words[i]);
      for (const metal of metals) expect(await metal.orders()).toEqual([]);
      // The inventory was wrong twice: corrected, both go on by themselves. The third machine has its board back.
      await world.cluster.mergePatch(computeAsset, { name: uuid.asset }, { bmc: { systemId: uuid.uuid } });
      await world.cluster.mergePatch(computeAsset, { name: serial.asset }, { serialNumber: right?.serialNumber });
      await macs.is({});
      await retried(world, 'identity-2');
      for (const node of nodes) await node.then.isReady(120_000);

      const from = (await world.simulator.journal()).length;
      const lifts = [await uuid.bmcSays({ UUID: 'ffffffff-0000-1000-8000-00000000000b' })];
      await serial.is({ serial: 'ANOTHER-BOARD' });
      await macs.is(swapped);
      for (const node of nodes) await node.when.deleted();
      const down = [/0000000b/, /ANOTHER-BOARD/, /52:54:00:ff:ff/];
      for (const [i, node] of nodes.entries()) {
        await node.then.condition('CleanupIncomplete', 'True', new RegExp(`PowerOffUnconfirmed.*${down[i]?.source}`));
      }
      for (const metal of metals) {
        expect(await metal.orders(from)).toEqual([]);
        expect(await metal.truth()).toMatchObject({ power: 'On', phase: 'running' });
      }
      for (const lift of lifts) await lift();
      await serial.is({});
      await macs.is({});
      for (const [i, node] of nodes.entries()) {
        await retried(world, node.name);
        await goneAndClean(world, node, metals[i] as Metal);
      }
    },
  };
}
