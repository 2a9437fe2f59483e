import { operationActivities } from '../../../activities/bmc/operations.ts';
import { Failure } from '../../../activities/failure.ts';
import type { Datacenter } from '../../workflow/dsl/datacenter.ts';
import { aClaimedNode, aDatacenter, type ClaimedNode, readClaim } from './claimed-node.ts';

type Bmc = Awaited<ReturnType<Datacenter['systems']['bmc']>>;

function activitiesOf(place: Datacenter, change: (bmc: Bmc) => Partial<Bmc> = () => ({})) {
  const bmc: Datacenter['systems']['bmc'] = async (target) => {
    const opened = await place.machines.open(target);
    return { ...opened, ...change(opened) };
  };
  return operationActivities({ client: place.cluster, systems: { bmc }, pollMs: 1 });
}

async function aRunningMachine() {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  await activitiesOf(place)['bmc.switchOn'](machineOf(node));
  const before = place.outsideWrites().length;
  return { place, node, orders: () => place.outsideWrites().slice(before) };
}

const machineOf = ({ owner, claim }: ClaimedNode) => ({ owner, asset: claim.plan.inputs.asset, waitMs: 50 });
const restartOf = (node: ClaimedNode, how: 'forced' | 'gracefully' = 'forced', order = 'op-1') => ({
  ...machineOf(node),
  how,
  order,
});

test('a restart is written down before it is ordered, with what was before', async () => {
  const { place, node } = await aRunningMachine();
  const written: unknown[] = [];
  const activities = activitiesOf(place, (bmc) => ({
    restart: async (how) => {
      written.push((await readClaim(place))?.spec.reset);
      await bmc.restart(how);
    },
  }));
  expect(await activities['bmc.restart'](restartOf(node))).toBe('restarted');
  expect(written).toEqual([{ order: 'op-1', before: '1' }]);
});

test('asked again for the same operation, a machine that was reset is left alone', async () => {
  const { place, node, orders } = await aRunningMachine();
  await activitiesOf(place)['bmc.restart'](restartOf(node));
  expect(await activitiesOf(place)['bmc.restart'](restartOf(node))).toBe('restarted');
  expect(orders()).toHaveLength(1);

  await activitiesOf(place)['bmc.restart'](restartOf(node, 'forced', 'op-2'));
  expect(orders()).toHaveLength(2);
});

test('an order that never arrived is given again, once it is clear that nothing came of it', async () => {
  const { place, node, orders } = await aRunningMachine();
  let lost = 1;
  const activities = activitiesOf(place, (bmc) => ({
    restart: async (how) => {
      if (lost-- > 0) throw new Failure('Unavailable', 'the connection broke');
      await bmc.restart(how);
    },
  }));
  await expect(activities['bmc.restart'](restartOf(node))).rejects.toMatchObject({ type: 'Unavailable' });
  expect(await activities['bmc.restart'](restartOf(node))).toBe('restarted');
  expect(orders()).toHaveLength(1);
});

test('a machine that is on its way is waited for, and not reset a second time', async () => {
  const { place, node, orders } = await aRunningMachine();
  let looks = 0;
  const slow = activitiesOf(place, (bmc) => ({
    lastReset: async () => ((looks += 1) < 5 ? '1' : bmc.lastReset()),
  }));
  expect(await slow['bmc.restart']({ ...restartOf(node), waitMs: 5_000 })).toBe('restarted');
  looks = 0;
  expect(await slow['bmc.restart'](restartOf(node))).toBe('restarted');
  expect(orders()).toHaveLength(1);
});

test('a system that hangs is told in words that say what helps', async () => {
  const { place, node, orders } = await aRunningMachine();
  place.machines.is('r1-a01', { deaf: true });
  await expect(activitiesOf(place)['bmc.restart'](restartOf(node, 'gracefully'))).rejects.toMatchObject({
    type: 'Unavailable',
    waited: true,
    message: expect.stringContaining('its system may hang: --force resets it') as string,
  });
  expect(orders()).toEqual([]);
});

test('a BMC that tells nothing of resets is not ordered any', async () => {
  const { place, node, orders } = await aRunningMachine();
  place.machines.is('r1-a01', { tellsNoResets: true });
  expect(await activitiesOf(place)['bmc.restart'](restartOf(node))).toBe('untold');
  expect(orders()).toEqual([]);
  expect((await readClaim(place))?.spec.reset).toBeUndefined();
});

test('nothing is ordered from a machine that is another', async () => {
  const { place, node, orders } = await aRunningMachine();
  const other = activitiesOf(place, () => ({
    checkIdentity: async () => {
      throw new Failure('Conflict', 'it is another machine');
    },
  }));
  await expect(other['bmc.restart'](restartOf(node))).rejects.toMatchObject({ type: 'Conflict' });
  await expect(other['bmc.shutDown']({ ...machineOf(node), how: 'forced' })).rejects.toMatchObject({
    type: 'Conflict',
  });
  await expect(other['bmc.switchOn'](machineOf(node))).rejects.toMatchObject({ type: 'Conflict' });
  expect(orders()).toEqual([]);
});

test('what is off can not be restarted, and says so', async () => {
  const { place, node } = await aRunningMachine();
  await activitiesOf(place)['bmc.shutDown']({ ...machineOf(node), how: 'forced' });
  await expect(activitiesOf(place)['bmc.restart'](restartOf(node))).rejects.toMatchObject({
    type: 'InvalidInput',
    message: "r1-a01 is off and can't be restarted: power it on",
  });
});

test('a shutdown ends when the machine was seen off; a deaf system is found out', async () => {
  const { place, node, orders } = await aRunningMachine();
  place.machines.is('r1-a01', { deaf: true });
  await expect(activitiesOf(place)['bmc.shutDown']({ ...machineOf(node), how: 'gracefully' })).rejects.toMatchObject({
    type: 'Unavailable',
  });
  place.machines.is('r1-a01', { deaf: false });
  await activitiesOf(place)['bmc.shutDown']({ ...machineOf(node), how: 'gracefully' });
  expect(place.machines.power('r1-a01')).toBe('Off');
  expect(orders()).toHaveLength(1);
});
