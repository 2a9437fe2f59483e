import { bmcActivities } from '../../../activities/bmc/activities.ts';
import type { InstallSlots } from '../../../activities/ports/install-slots.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import type { SlotAnswer } from '../../../api/install-slots.ts';
import { computeAsset } from '../../../api/kinds/compute-asset.ts';
import { computeProvider } from '../../../api/kinds/compute-provider.ts';
import type { Datacenter } from '../../workflow/dsl/datacenter.ts';
import {
  aClaimedNode,
  aDatacenter,
  claimsOf,
  type ClaimedNode,
  conflict,
  FREE_SLOTS,
  readClaim,
} from './claimed-node.ts';

function bmcOf({ cluster, systems, fleet }: Datacenter, slots: InstallSlots = FREE_SLOTS) {
  return bmcActivities({ client: cluster, systems, fleet, slots, pollMs: 1 });
}

const machineOf = ({ owner, claim }: ClaimedNode) => ({ owner, asset: claim.plan.inputs.asset, waitMs: 1_000 });

/** Its BMC takes every order, and shows one state for ever. */
function stubborn(place: Datacenter, shown: 'On' | 'Off'): Datacenter {
  const bmc: Datacenter['systems']['bmc'] = async (target) => ({
    ...(await place.machines.open(target)),
    power: async () => shown,
  });
  return { ...place, systems: { ...place.systems, bmc } };
}

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

test.each([
  ['bmc.powerOff', 'On', 'took the order to power off, but shows the machine On'],
  ['bmc.powerOn', 'Off', 'took the order to power on, but shows the machine Off'],
] as const)('%s of a machine that stays %s, whatever its BMC says, is told at once', async (name, shown, words) => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);

  await expect(bmcOf(stubborn(place, shown))[name]({ ...machineOf(node), waitMs: 20 })).rejects.toMatchObject({
    type: 'Unavailable',
    waited: true,
    message: expect.stringContaining(`The BMC of r1-a01 ${words}`) as string,
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

describe.each(['bmc.powerOn', 'bmc.powerOff'] as const)('who the machine is, before %s', (name) => {
  const another = { serialNumber: 'BP99' };

  test('is the inventory’s word of today while it was never booted for the claim', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    await place.cluster.mergePatch(computeAsset, { name: 'r1-a01' }, another);

    await expect(bmcOf(place)[name](machineOf(node))).rejects.toMatchObject(conflict('it is another machine'));
    expect(place.outsideWrites()).toEqual([]);
  });

  test('is what the inventory was corrected to before the boot, and stays so after it', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    const mistaken = { spec: { plan: { inputs: { asset: another } } } };
    await place.cluster.mergePatch(assetClaim, { name: 'r1-a01' }, mistaken);

    await bmcOf(place)[name](machineOf(node));
    await claimsOf(place)['claim.markBooted']({ owner: node.owner, asset: 'r1-a01' });
    await bmcOf(place)[name](machineOf(node));

    expect((await readClaim(place))?.spec.plan.inputs).toMatchObject({ asset: { serialNumber: 'BP01' } });
  });

  test('is no help to a plan whose network device is gone from the inventory', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    const old = {
      plan: { inputs: { asset: { nics: [{ ...machineOf(node).asset.nics[0], mac: '52:54:00:99:99:99' }] } } },
    };
    await place.cluster.mergePatch(assetClaim, { name: 'r1-a01' }, { spec: old });

    const acting = bmcOf(place)[name](machineOf(node));

    await expect(acting).rejects.toMatchObject(conflict('no longer has the MAC 52:54:00:99:99:99'));
    expect(place.outsideWrites()).toEqual([]);
  });

  test('is what the plan says once it was booted, whatever becomes of the inventory', async () => {
    const place = await aDatacenter(2);
    const node = await aClaimedNode(place);
    await claimsOf(place)['claim.markBooted']({ owner: node.owner, asset: 'r1-a01' });
    const other = await place.cluster.get(computeAsset, { name: 'r1-a02' });
    const { bmc, serialNumber, devices } = other ?? {};
    await place.cluster.mergePatch(computeAsset, { name: 'r1-a01' }, { bmc, serialNumber, devices });

    await expect(bmcOf(place)[name](machineOf(node))).rejects.toMatchObject(conflict('it is another machine'));
    expect(place.outsideWrites()).toEqual([]);
  });

  test('is found where its BMC moved to, and also when the inventory has lost it', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    await claimsOf(place)['claim.markBooted']({ owner: node.owner, asset: 'r1-a01' });
    const address = 'redfish+https://10.9.9.9/redfish/v1/Systems/1';
    const lost = { spec: { plan: { inputs: { asset: { bmc: { address } } } } } };
    const { bmc } = machineOf(node).asset;
    await place.cluster.mergePatch(assetClaim, { name: 'r1-a01' }, lost);
    await bmcOf(place)[name](machineOf(node));
    await place.cluster.mergePatch(assetClaim, { name: 'r1-a01' }, { spec: { plan: { inputs: { asset: { bmc } } } } });
    place.cluster.forget(computeAsset, { name: 'r1-a01' });
    await bmcOf(place)[name](machineOf(node));
  });
});

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

describe('install slots', () => {
  const FULL = { kind: 'full', taken: 2, limit: 2, ahead: 3 } as const;

  /** Slots that remember what they were asked. */
  function recording(answer: SlotAnswer) {
    const asked: string[] = [];
    const slots: InstallSlots = {
      async take(provider, { installId, limit }) {
        asked.push(`take ${provider} ${installId} of ${limit}`);
        return answer;
      },
      async giveBack(provider, installId) {
        asked.push(`give back ${provider} ${installId}`);
      },
    };
    return { slots, asked };
  }

  test.each(['bmc.bootFromNetwork', 'bmc.powerOn'] as const)('%s without a slot touches no machine', async (name) => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    const { slots } = recording(FULL);

    await expect(bmcOf(place, slots)[name]({ ...machineOf(node), permit: 'install' })).rejects.toMatchObject({
      type: 'Throttled',
      waited: true,
      woken: true,
      message: 'r1-a01 waits for an install slot of ComputeProvider native: 2 of 2 are taken, 3 wait before it',
    });
    expect(place.outsideWrites()).toEqual([]);
  });

  test('the limit is the provider’s of now', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    const { slots, asked } = recording({ kind: 'taken' });
    const { cluster } = place;
    await cluster.mergePatch(computeProvider, { name: 'native' }, { spec: { native: { maxConcurrentInstalls: 7 } } });

    await bmcOf(place, slots)['bmc.bootFromNetwork']({ ...machineOf(node), permit: 'install' });
    expect(asked).toEqual([`take native ${node.owner.installId} of 7`]);
  });

  test('a machine that can’t be booted gives its slot back', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    const { slots, asked } = recording({ kind: 'taken' });
    const boot = bmcOf(stubborn(place, 'On'), slots)['bmc.bootFromNetwork'];

    await expect(boot({ ...machineOf(node), waitMs: 20, permit: 'install' })).rejects.toMatchObject({
      message: expect.stringContaining('shows the machine On') as string,
    });
    expect(asked.at(-1)).toBe(`give back native ${node.owner.installId}`);
  });
});
