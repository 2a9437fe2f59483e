import { progressQuery } from '../../../workflows/contract.ts';
import { eventually } from '../dsl/eventually.ts';
import { textOfHistory } from '../dsl/history.ts';
import { claimOf, endpointLog, logsOf, say, tokenOf } from '../dsl/install-endpoint.ts';
import { metalOf } from '../dsl/metal.ts';
import type { Stories } from '../dsl/side-by-side.ts';
import { goneAndClean, NETWORK_FIRST, nodeOn, nothingIsGivenBack } from '../dsl/pinned-node.ts';
import type { World } from '../dsl/world.ts';

const HOST_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEZvcmdlZEZvcmdlZEZvcmdlZEZvcmdlZEZvcmdlZEZv forged';

export function callBackStories(world: World): Stories {
  return {
    async 'a lost call-back is made up for by Foreman'() {
      const metal = await metalOf(world, 'r1-a01');
      await metal.callFails('**/installed', { drop: 'before' });
      const node = await nodeOn(world, 'lost', metal.asset);

      await node.then.step('install', 'Done', /told by Foreman/, 120_000);
      await node.then.isReady(60_000);
      expect((await metal.truth()).installs).toBe(1);
    },

    async 'call-backs that are doubled, or whose answer is lost, have one effect'() {
      const [doubled, unanswered] = await Promise.all(['r1-a02', 'r1-a03'].map((asset) => metalOf(world, asset)));
      if (!doubled || !unanswered) throw new Error('The two machines are missing');
      await doubled.callFails('/install/**', { duplicate: true });
      await unanswered.callFails('**/installed', { drop: 'after', count: 2 });
      const nodes = await Promise.all([nodeOn(world, 'doubled', 'r1-a02'), nodeOn(world, 'unanswered', 'r1-a03')]);

      for (const node of nodes) await node.then.isReady(120_000);
      for (const metal of [doubled, unanswered]) {
        const told = endpointLog(world, metal.asset).filter(({ path }) => path.endsWith('/installed'));
        expect(told.length).toBeGreaterThan(1);
        expect(told.every(({ status }) => status === 204)).toBe(true);
        expect(await metal.truth()).toMatchObject({ installs: 1, powerOns: 1 });
      }
    },

    async 'with both call-backs lost the machine does not start again; it is started over, and a late word of it does nothing'() {
      const metal = await metalOf(world, 'r1-a04');
      await metal.is(NETWORK_FIRST);
      const lift = await Promise.all(
        ['**/installed', '/unattended/built'].map((path) => metal.callFails(path, { drop: 'before' })),
      );
      const node = await nodeOn(world, 'deaf', metal.asset, { provider: 'impatient' });
      await metal.happens('install-started');
      const first = await claimOf(world, metal.asset);

      await eventually('a new permit', async () => (await claimOf(world, metal.asset)).spec.attempt === 2, 90_000);
      expect(await metal.truth()).toMatchObject({ installs: 0 });
      expect(await metal.events()).toEqual(['powered-on', 'install-started', 'powered-off']);
      for (const what of ['installed', 'failed', 'booted', 'kickstart'] as const) {
        expect([what, await say(world, metal.asset, what, tokenOf(world, first), HOST_KEY)]).toEqual([what, 403]);
      }
      expect(endpointLog(world, metal.asset).at(-1)).toMatchObject({
        reason: expect.stringMatching(/it is stale/) as string,
      });
      for (const each of lift) await each();

      const ready = await node.then.isReady(120_000);
      expect((await claimOf(world, metal.asset)).spec).toMatchObject({ attempt: 2, booted: true });
      expect(await metal.truth()).toMatchObject({ installs: 1, installed: { hostKey: ready.status.sshHostKey } });
    },

    async 'forged words of a machine change nothing'() {
      const [metal, other] = await Promise.all(['r1-a05', 'r1-a06'].map((asset) => metalOf(world, asset)));
      if (!metal || !other) throw new Error('The two machines are missing');
      // One waits for its installer, the other one's permit is not used up yet.
      await metal.callFails('**/kickstart', { delayMs: 15_000, count: 1 });
      const free = await other.bmcFails({ method: 'PATCH', status: 503 });
      const [node, unbegun] = await Promise.all([
        nodeOn(world, 'forged', 'r1-a05'),
        nodeOn(world, 'unbegun', 'r1-a06'),
      ]);
      await node.then.step('install', 'Running', /waiting for the installer/, 60_000);
      await unbegun.then.step('install', 'Retrying', /./, 60_000);
      const [claim, unbegunClaim] = [await claimOf(world, 'r1-a05'), await claimOf(world, 'r1-a06')];
      const genuine = tokenOf(world, claim);
      const workflow = world.temporal.workflow.getHandle((await node.read()).status.workflow?.id ?? '');
      const shown = async () => JSON.stringify((await workflow.query(progressQuery)).steps);
      const before = await shown();
      const { runId } = await workflow.describe();

      const flipped = genuine.slice(0, -2) + (genuine.at(-2) === 'A' ? 'B' : 'A') + genuine.at(-1);
      const wipe = tokenOf(world, claim, { purpose: 'wipe' });
      const forgeries: [string, Parameters<typeof say>[2], string, number][] = [
        ['r1-a05', 'installed', '', 403],
        ['r1-a05', 'installed', 'k1.', 403],
        ['r1-a05', 'installed', genuine.slice(0, -1), 403],
        ['r1-a05', 'installed', flipped, 403],
        ['r1-a05', 'installed', genuine.replace('k1.', 'k2.'), 403],
        ['r1-a05', 'installed', tokenOf(world, claim, { uid: unbegunClaim.spec.nodeRef.uid }), 403],
        ['r1-a05', 'installed', tokenOf(world, unbegunClaim), 403],
        ['r1-a06', 'installed', genuine, 403],
        ['r1-a05', 'installed', wipe, 403],
        ['r1-a05', 'kickstart', tokenOf(world, claim, { installId: 'another' }), 403],
        ['r1-a05', 'kickstart', wipe, 409],
        ['r1-a05', 'wiped', genuine, 403],
        ['r1-a05', 'wiped', wipe, 409],
        ['r1-a06', 'kickstart', tokenOf(world, unbegunClaim), 409],
        ['r1-a06', 'installed', tokenOf(world, unbegunClaim), 409],
        ['r1-a06', 'failed', tokenOf(world, unbegunClaim), 409],
        ['r1-a06', 'booted', tokenOf(world, unbegunClaim), 409],
        ['r2-a08', 'installed', genuine, 404],
      ];
      for (const [asset, what, token, status] of forgeries) {
        expect([asset, what, await say(world, asset, what, token, HOST_KEY)]).toEqual([asset, what, status]);
      }
      expect(await shown()).toBe(before);
      expect((await claimOf(world, 'r1-a06')).spec).toMatchObject({ booted: false });
      expect(await other.truth()).toMatchObject({ powerOns: 0 });
      await free();

      for (const [each, machine] of [[node, metal] as const, [unbegun, other] as const]) {
        const { status } = await each.then.isReady(120_000);
        expect((await machine.truth()).installed?.hostKey).toBe(status.sshHostKey);
        expect(status.sshHostKey).not.toBe(HOST_KEY);
      }
      const run = world.temporal.workflow.getHandle(workflow.workflowId, runId);
      const kept = { logs: logsOf(world), history: await textOfHistory(run) };
      for (const [where, text] of Object.entries(kept)) {
        expect([where, text.includes(claim.spec.installId)]).toEqual([where, true]);
        for (const secret of [genuine, wipe]) expect([where, text.includes(secret.slice(3))]).toEqual([where, false]);
      }
    },

    async 'a wipe is believed only by what the disks read back'() {
      const metal = await metalOf(world, 'r1-a07');
      const node = await nodeOn(world, 'half-wiped', metal.asset, { provider: 'impatient' });
      await node.then.isReady(120_000);
      await metal.callFails('**/kickstart', { delayMs: 10_000, count: 1 });

      await node.when.deleted();
      await node.then.step('wipe', 'Undoing', /report its disks wiped/, 60_000);
      const wipe = tokenOf(world, await claimOf(world, metal.asset), { purpose: 'wipe' });
      const report = metal.spec.disks.map(({ name }) => `${name} ${'c0ffee'.padEnd(64, '0')}`).join('\n');
      expect(await say(world, metal.asset, 'wiped', wipe, report)).toBe(204);

      await node.then.condition('CleanupIncomplete', 'True', /WipeFailed.*not proved.*is not zero/);
      await nothingIsGivenBack(world, node, metal);
      await goneAndClean(world, node, metal);
    },
  };
}
