import { bmcActivities } from '../../../activities/bmc/activities.ts';
import type { Datacenter } from '../../workflow/dsl/datacenter.ts';
import { aClaimedNode, aDatacenter, claimsOf, type ClaimedNode, conflict } from './claimed-node.ts';

function bmcOf({ cluster, systems }: Datacenter, powerOffMs = 1_000) {
  return bmcActivities({ client: cluster, systems, pollMs: 1, powerOffMs });
}

const machineOf = ({ owner, claim }: ClaimedNode) => ({ owner, asset: claim.plan.inputs.asset });

test('powering off ends only when the machine was seen off', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const bmc = bmcOf(place);
  await bmc['bmc.powerOn'](machineOf(node));
  expect(place.machines.power('r1-a01')).toBe('On');

  await bmc['bmc.powerOff'](machineOf(node));

  expect(place.machines.power('r1-a01')).toBe('Off');
});

test('powering off what is off orders nothing', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);

  await bmcOf(place)['bmc.powerOff'](machineOf(node));

  expect(place.outsideWrites()).toEqual([]);
});

test('a machine that stays on, whatever it is told, is said to', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const stubborn: Datacenter = {
    ...place,
    systems: {
      ...place.systems,
      bmc: async (target) => ({ ...(await place.machines.open(target)), power: async () => 'On' }),
    },
  };

  await expect(bmcOf(stubborn, 20)['bmc.powerOff'](machineOf(node))).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('r1-a01 was told to power off and is still not off') as string,
  });
});

test('a boot from the network finds the machine off, and is set once', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const bmc = bmcOf(place);
  await bmc['bmc.powerOn'](machineOf(node));

  await bmc['bmc.bootFromNetwork']({ ...machineOf(node), permit: 'install' });
  await bmc['bmc.bootFromNetwork']({ ...machineOf(node), permit: 'install' });

  expect(place.machines.power('r1-a01')).toBe('Off');
  expect(place.outsideWrites().filter((line) => line.startsWith('boot'))).toHaveLength(1);
});

test('a permit that is used up while the machine goes off boots nothing', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const used: Datacenter = {
    ...place,
    systems: {
      ...place.systems,
      async bmc(target) {
        await claimsOf(place)['claim.markBooted']({ owner: node.owner, asset: 'r1-a01' });
        return place.machines.open(target);
      },
    },
  };

  const booting = bmcOf(used)['bmc.bootFromNetwork']({ ...machineOf(node), permit: 'install' });

  await expect(booting).rejects.toMatchObject(conflict('is used up'));
  expect(place.outsideWrites()).toEqual([]);
});

test.each(['bmc.powerOn', 'bmc.powerOff'] as const)(
  '%s does not touch a machine that is another one than the inventory says',
  async (name) => {
    const place = await aDatacenter();
    const { owner, claim } = await aClaimedNode(place);
    const asset = { ...claim.plan.inputs.asset, serialNumber: 'BP99' };

    await expect(bmcOf(place)[name]({ owner, asset })).rejects.toMatchObject(conflict('it is another machine'));
    expect(place.outsideWrites()).toEqual([]);
  },
);

test.each(['bmc.powerOn', 'bmc.powerOff'] as const)(
  '%s does not touch a machine whose permit was renewed',
  async (name) => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    await claimsOf(place)['claim.renew']({ ref: node.ref, asset: 'r1-a01', installId: node.owner.installId });

    await expect(bmcOf(place)[name](machineOf(node))).rejects.toMatchObject(conflict('was renewed meanwhile'));
    expect(place.outsideWrites()).toEqual([]);
  },
);
