import { readFileSync } from 'node:fs';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { computeNodeWorkflowId } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { given, traces } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world.end(), 60_000);

test('a ComputeNode becomes an installed machine, known to Foreman, the CMDB and DNS, and goes without a trace', async () => {
  const before = await world.simulator.state();
  const node = await given(world).node('web-1');

  const ready = await node.then.isReady();
  const asset = ready.status.assetRef?.name ?? '';
  const fqdn = ready.status.addresses?.find(({ type }) => type === 'Hostname')?.address ?? '';
  const addresses =
    ready.status.addresses?.filter(({ type }) => type === 'InternalIP').map(({ address }) => address) ?? [];

  const found = traces(await world.simulator.state(), fqdn, asset);
  expect(fqdn).toMatch(/^web-1\.r\d\.fleet\.example$/);
  expect(addresses).toHaveLength(2);
  expect(found.machine).toMatchObject({ power: 'On', installs: 1, powerOns: 1, installed: { hostname: fqdn } });
  expect(found.machine?.installed?.addresses.map((address) => address.split('/')[0]).sort()).toEqual(
    [...addresses].sort(),
  );
  expect(found.host).toMatchObject({ build: false });
  expect(found.device).toMatchObject({ status: 'Active' });
  expect(found.rrsets.map(({ type }) => type).sort()).toEqual(['A', 'AAAA', 'PTR', 'PTR']);
  expect(ready.status.sshHostKey).toBe(found.machine?.installed?.hostKey);
  expect(ready.metadata.labels).toMatchObject({ 'topology.tess.io/rack': asset.slice(0, 2) });
  expect(ready.status.steps?.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'schedule-asset Done',
    'allocate-addresses Done',
    'render-kickstart Done',
    'create-host Done',
    'install Done',
    'register-cmdb Done',
    'publish-dns Done',
    'ready Done',
  ]);

  await node.when.deleted();
  await node.then.isGone();

  const after = await world.simulator.state();
  const left = traces(after, fqdn, asset);
  expect(after.hosts).toEqual(before.hosts);
  expect(after.rrsets).toEqual(before.rrsets);
  expect(left.device).toMatchObject({ status: 'Inventory' });
  expect(left.machine).toMatchObject({ power: 'Off', installed: null });
  expect(new Set(Object.values(left.machine?.disks ?? {}))).toEqual(new Set(['wiped']));
  expect((await world.cluster.list(assetClaim)).items).toEqual([]);
  const resting = await world.cluster.list(ipAddressKind);
  expect(resting.items.map(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([true, true]);
});

test('the Temporal Web UI and its command line find the node by rack and phase, and show its step table', async () => {
  const node = await given(world).node('web-2');
  const ready = await node.then.isReady();
  const rack = ready.metadata.labels?.['topology.tess.io/rack'] ?? '';
  const id = computeNodeWorkflowId({ namespace: 'default', name: 'web-2', uid: ready.metadata.uid ?? '' });

  const listed = await eventually('the node is listed by rack and phase', async () => {
    const query = `BedplateRack='${rack}' AND BedplatePhase='Ready' AND ExecutionStatus='Running'`;
    for await (const workflow of world.temporal.workflow.list({ query })) {
      if (workflow.workflowId === id) return workflow;
    }
    return undefined;
  });
  expect(listed.type).toBe('computeNode');
  expect(ready.status.workflow?.id).toBe(id);

  const idle = await eventually('the chain rests in a small run', async () => {
    const description = await world.temporal.workflow.getHandle(id).describe();
    return description.historyLength < 20 ? description : undefined;
  });
  expect(idle.status.name).toBe('RUNNING');
});

test('a status that was wiped is shown again, and nothing outside is touched', async () => {
  const node = await given(world).node('web-3');
  const ready = await node.then.isReady();
  const seen = (await world.simulator.journal()).length;

  await world.cluster.raw({
    method: 'PATCH',
    path: '/apis/compute.tess.io/v1alpha1/namespaces/default/computenodes/web-3/status',
    contentType: 'application/merge-patch+json',
    body: { status: null },
  });

  const again = await node.then.isReady();
  expect(again.status.assetRef).toEqual(ready.status.assetRef);
  const since = await world.simulator.journal(seen);
  expect(since.filter((entry) => entry.changed)).toEqual([]);
});

test('nothing secret stands in any history, log or status', async () => {
  const node = await given(world).node('discreet');
  const ready = await node.then.isReady();
  const id = ready.status.workflow?.id ?? '';
  const texts = new Map([['the status', JSON.stringify(ready)]]);
  const runs = await eventually('the provisioning run and the idle one are listed', async () => {
    const listed: string[] = [];
    for await (const { runId } of world.temporal.workflow.list({ query: `WorkflowId='${id}'` })) listed.push(runId);
    return listed.length >= 2 ? listed : undefined;
  });
  for (const runId of runs) {
    const history = await world.temporal.workflow.getHandle(id, runId).fetchHistory();
    texts.set(`the history of run ${runId}`, JSON.stringify(history, spellBytes));
  }
  for (const part of ['worker-0', 'bridge-0']) texts.set(`the log of ${part}`, world.stack.logs(part));

  expect(texts.size).toBeGreaterThanOrEqual(5);
  const keys = readFileSync(world.stack.stateDir + '/install-keys.json', 'utf8');
  const secrets = ['changeme', '0123456789abcdef0123456789abcdef01234567', ...(keys.match(/[0-9a-f]{64}/g) ?? [])];
  expect(secrets.length).toBeGreaterThanOrEqual(3);
  for (const [where, text] of texts) {
    expect({ where, size: text.length }).toEqual({ where, size: expect.any(Number) as number });
    for (const secret of secrets) expect({ where, holds: text.includes(secret) }).toEqual({ where, holds: false });
    expect({ where, token: /token=[^*&"\\\s]/.exec(text)?.[0] }).toEqual({ where, token: undefined });
  }
});

/** Payloads are bytes in a history: their text is what matters. */
function spellBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array || Buffer.isBuffer(value) ? Buffer.from(value).toString('utf8') : value;
}
