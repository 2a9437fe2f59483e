import { wakeSignal } from '../../workflows/contract.ts';
import { dieAtEach } from './dsl/deaths.ts';
import { everythingOnce, invariantsHold, livesOf, type Moment, momentOf } from './dsl/invariants.ts';
import { type OutsideWrite, outsideWrites } from './dsl/outside-writes.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

/** What people are promised: so soon after the worker's restart every node is Ready, or gone. */
const SETTLED_WITHIN_MS = 60_000;

let world: World;
let start: Moment;
let coming: OutsideWrite[];
let going: OutsideWrite[];
const victims: NodeScenario[] = [];

beforeAll(async () => {
  world = await startWorld();
  const from = (await world.simulator.journal()).length;
  const node = await given(world).node('undisturbed');
  await node.then.isReady();
  const between = (await world.simulator.journal()).length;
  coming = outsideWrites(await world.simulator.journal(from));
  await node.when.deleted();
  await node.then.isGone();
  going = outsideWrites(await world.simulator.journal(between));
  // Foreman, CMDB and DNS as on the first day, and a worker that has not seen them: what is made for all is made again.
  for (const part of ['simulator', 'worker-0']) {
    await world.stack.kill(part);
    await world.stack.start(part);
  }
  start = await momentOf(world);
}, 240_000);
afterAll(() => world.end(), 60_000);

// Gates keep a worker's death from meeting a machine that just asks for its kickstart: it dies before all machines are
// switched on, at a switch, and when all of them are through.

test('the worker dies after each write that a coming node needs, before it hears of it', async () => {
  const power = coming.findIndex(switchesPower);
  expect(power).toBeGreaterThan(0);
  expect(coming.length).toBeGreaterThan(power + 1);

  const switchOn = await world.simulator.fault({ system: 'redfish', method: 'POST', status: 503 });
  await dieAtEach(world, coming.slice(0, power), create);
  const register = await world.simulator.fault({ system: 'nautobot', status: 503 });
  await dieAtEach(world, coming.slice(power, power + 1), async () => {
    await switchOn();
    await wake(victims);
  });
  await wake(victims);
  await Promise.all(victims.map((node) => node.then.step('register-cmdb', 'Retrying')));

  const restartedAt = await dieAtEach(world, coming.slice(power + 1), async (death) => {
    if (death === 1) await register();
    await wake([victims[death % victims.length]!]);
  });
  await wake(victims);
  await settled(restartedAt, (leftMs) => Promise.all(victims.map((node) => node.then.isReady(leftMs))));

  await invariantsHold(world);
  await everythingOnce(world, start, { provisioned: await livesOf(world, victims) });
}, 300_000);

test('the worker dies after each write that a going node needs, before it hears of it', async () => {
  const withdrawal = going.findIndex(({ system }) => system === 'powerdns');
  expect(withdrawal).toBeGreaterThan(0);
  expect(going.length).toBeGreaterThan(withdrawal + 1);
  const deleted = await livesOf(world, victims);
  const moment = await momentOf(world);

  const withdraw = await world.simulator.fault({ system: 'powerdns', status: 503 });
  const left = [...victims];
  await dieAtEach(world, going.slice(0, withdrawal), async () => left.shift()?.when.deleted());
  await Promise.all(left.map((node) => node.when.deleted()));
  await Promise.all(victims.map((node) => node.then.step('publish-dns', 'Retrying')));

  const restartedAt = await dieAtEach(world, going.slice(withdrawal), async (death) => {
    if (death === 1) await withdraw();
    await wake([victims[death % victims.length]!]);
  });
  await wake(victims);
  await settled(restartedAt, (leftMs) => Promise.all(victims.map((node) => node.then.isGone(leftMs))));

  await invariantsHold(world);
  await everythingOnce(world, moment, { deleted });
  const { hosts, rrsets, addresses } = await world.simulator.state();
  expect({ hosts, rrsets, addresses }).toEqual({
    hosts: start.before.hosts,
    rrsets: start.before.rrsets,
    addresses: start.before.addresses,
  });
}, 300_000);

function switchesPower({ system, method }: OutsideWrite): boolean {
  return system === 'redfish' && method === 'POST';
}

async function create(number: number): Promise<void> {
  victims.push(await given(world).node(`victim-${number}`));
}

/** Ends the back-off that a gate has brought upon nodes; of those that wait for nothing it does nothing. */
async function wake(nodes: readonly NodeScenario[]): Promise<void> {
  await Promise.all(
    nodes.map((node) => node.when.signalled(wakeSignal.name, { why: 'the gate is open' }).catch(() => undefined)),
  );
}

async function settled(restartedAt: number, wait: (leftMs: number) => Promise<unknown>): Promise<void> {
  await wait(SETTLED_WITHIN_MS - (performance.now() - restartedAt));
  const seconds = (performance.now() - restartedAt) / 1000;
  process.stdout.write(`${victims.length} nodes settled ${seconds.toFixed(1)} s after the last restart\n`);
}
