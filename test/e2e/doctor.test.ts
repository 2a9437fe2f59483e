import type { DoctorReport } from '../../api/doctor.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { computeNodeWorkflowId } from '../../workflows/contract.ts';
import { bedplate } from './dsl/command.ts';
import { eventually } from './dsl/eventually.ts';
import { byHand, GONE } from './dsl/orphans.ts';
import { given } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world.end(), 60_000);
afterEach(() => world.simulator.clearFaults());

async function examine(...options: string[]): Promise<{ exit: number | null; report: DoctorReport; said: string[] }> {
  const { exit, stdout, output } = await bedplate(world, 'doctor', '-o', 'json', ...options);
  if (stdout === '') throw new Error(output);
  const report = JSON.parse(stdout) as DoctorReport;
  const findings = report.inspections.flatMap((inspection) => inspection.findings);
  return {
    exit,
    report,
    said: findings.map(({ system, ailment, object }) => `${system}: ${ailment} ${object}`).sort(),
  };
}

const looked = (report: DoctorReport, system: string) =>
  report.inspections.filter((inspection) => inspection.system === system).reduce((sum, one) => sum + one.looked, 0);

test('a fleet that is being provisioned has nothing that nobody stands behind, and is not touched', async () => {
  const settled = await given(world).node('settled');
  await settled.then.isReady();
  await world.simulator.settings({ installSeconds: 3 });
  const names = ['making-1', 'making-2', 'making-3', 'making-4'];
  const nodes = await Promise.all(names.map((name) => given(world).node(name)));

  let looks = 0;
  const allReady = async () =>
    (await Promise.all(nodes.map((node) => node.read()))).every(({ status }) => status.phase === 'Ready');
  while (!(await allReady())) {
    const { exit, report, said } = await examine();
    expect({ said, unanswered: report.unanswered, exit }).toEqual({ said: [], unanswered: [], exit: 0 });
    looks += 1;
  }
  expect(looks).toBeGreaterThan(0);

  const before = (await world.simulator.journal()).at(-1)?.seq ?? 0;
  const { exit, report } = await examine();
  const calls = await world.simulator.journal(before);
  expect(exit).toBe(0);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter(({ method, changed }) => changed || method !== 'GET')).toEqual([]);
  expect(looked(report, 'foreman')).toBe(5);
  expect(looked(report, 'bmc')).toBe(24 - 5);
  expect(looked(report, 'cmdb')).toBeGreaterThanOrEqual(10);
  expect(looked(report, 'dns')).toBeGreaterThanOrEqual(10);
  expect(looked(report, 'temporal')).toBe(5);
}, 300_000);

test('each orphan of each system is found, and nothing else; a system that is down hides no other', async () => {
  const hand = byHand(world);
  const former = await given(world).node('former', { assetName: 'r3-a08' });
  const { status } = await former.then.isReady();
  expect(status.assetRef?.name).toBe('r3-a08');
  await former.when.deleted();
  await former.then.isGone(90_000);
  const victim = await (await given(world).node('victim', { assetName: 'r1-a08' })).then.isReady();
  const fqdn = 'victim.r1.fleet.example.';

  await hand.host('gone.r1.fleet.example', GONE);
  await hand.device('r3-a08', GONE);
  await hand.address('10.1.1.200/24', GONE);
  await hand.record('r1.fleet.example.', 'gone.r1.fleet.example.', '10.1.1.200', GONE);
  await hand.claim('r3-a07', GONE);
  await hand.ipAddress('core-0a0101c8', '10.1.1.200', GONE);
  await hand.powerOn('r3-a06');
  await hand.chain(GONE);
  await hand.noRecord('r1.fleet.example.', fqdn);
  await hand.host('stale.r1.fleet.example', {
    ...GONE,
    name: 'victim',
    uid: victim.metadata.uid ?? '',
  });
  const expected = [
    'bmc: Orphan machine r3-a06',
    'cmdb: Orphan address 10.1.1.200',
    'cmdb: Orphan device r3-a08',
    `dns: Missing A ${fqdn}`,
    'dns: Orphan A gone.r1.fleet.example.',
    'foreman: Orphan host gone.r1.fleet.example',
    'foreman: Stale host stale.r1.fleet.example',
    'kubernetes: Orphan AssetClaim r3-a07',
    'kubernetes: Orphan IPAddress core-0a0101c8 (10.1.1.200)',
    `temporal: Orphan workflow ${computeNodeWorkflowId(GONE)}`,
  ];
  // Temporal's list of workflows lags a little.
  await eventually('everything that was planted is found', async () => {
    const { said } = await examine();
    expect(said).toEqual(expected);
    return true;
  });

  const before = (await world.simulator.journal()).at(-1)?.seq ?? 0;
  const { exit, report, said } = await examine();
  const calls = await world.simulator.journal(before);
  expect({ exit, said, unanswered: report.unanswered }).toEqual({ exit: 1, said: expected, unanswered: [] });
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter(({ method, changed }) => changed || method !== 'GET')).toEqual([]);
  const findings = report.inspections.flatMap((inspection) => inspection.findings);
  for (const { why, advice } of findings)
    expect([why, advice]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);

  const table = await bedplate(world, 'doctor', '--no-bmc');
  expect(table.output).toContain('Orphan in foreman: host gone.r1.fleet.example, of ComputeNode default/gone');
  expect(table.output).not.toContain('r3-a06');
  expect(table).toMatchObject({ exit: 1 });

  await world.simulator.fault({ system: 'nautobot', status: 503 });
  const partly = await examine();
  expect(partly.report.unanswered).toMatchObject([{ system: 'cmdb' }]);
  expect(partly).toMatchObject({ exit: 1, said: expected.filter((line) => !line.startsWith('cmdb')) });
  expect((await world.cluster.list(computeNode)).items.length).toBeGreaterThan(0);
}, 300_000);
