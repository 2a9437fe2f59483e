import { checkKickstart } from '../../../activities/kickstart/check-kickstart.ts';
import { aDisk, ADDRESSES, aPlan, LAYOUTS } from './a-plan.ts';
import { type Case, layout, mount, move, refuses } from './refusals.ts';

const { UEFI } = LAYOUTS;

const DISKS: Case[] = [
  [
    'no such disk',
    layout(UEFI.plain, ({ disks }) => (disks[0]!.select = { rotational: true })),
    'layout.disks[0].select',
    'no disk is rotational',
  ],
  [
    'one disk for two',
    (plan) => Object.assign(plan, { layout: UEFI.raid, asset: { ...plan.asset, disks: [aDisk('sda')] } }),
    'layout.disks',
    'a disk each',
  ],
  [
    'a member that is not defined',
    layout(UEFI.raid, ({ raid }) => raid[2]!.members.push('c')),
    'layout.raid[2].members[2]',
    'use one of a, b',
  ],
  [
    'a mount on no disk',
    layout(UEFI.plain, (base) => move(base, '/', { on: 'z' })),
    'layout.mounts[2].on',
    'no disk named "z"',
  ],
  [
    'a mount on no array',
    layout(UEFI.plain, (base) => move(base, '/', { raid: 'z' })),
    'layout.mounts[2].raid',
    'define it first',
  ],
  [
    'a mount in no group',
    layout(UEFI.lvm, (base) => move(base, '/', { volumeGroup: 'z' })),
    'layout.mounts[2].volumeGroup',
    'use one of vg0',
  ],
  [
    'a mount in two places',
    layout(UEFI.lvm, (base) => (mount(base, '/').on = 'a')),
    'layout.mounts[2]',
    'exactly one of',
  ],
  [
    'a group on nothing',
    layout(UEFI.lvm, ({ volumeGroups }) => (volumeGroups[0]!.on = ['z'])),
    'layout.volumeGroups[0].on[0]',
    'no disk or array',
  ],
  ['two aliases of one name', layout(UEFI.raid, ({ disks }) => (disks[1]!.as = 'a')), 'layout.disks[1].as', 'already'],
  [
    'two groups of one name',
    layout(UEFI.lvm, ({ volumeGroups }) => volumeGroups.push(volumeGroups[0]!)),
    'layout.volumeGroups[1].name',
    'already',
  ],
];

const CONTAINERS: Case[] = [
  ['half a mirror', layout(UEFI.raid, ({ raid }) => raid[2]!.members.pop()), 'layout.raid[2].members', 'needs 2 disks'],
  [
    'RAID 10 of two',
    layout(UEFI.raid, ({ raid }) => (raid[2]!.level = '10')),
    'layout.raid[2].members',
    'needs 4 disks',
  ],
  [
    'a disk twice in an array',
    layout(UEFI.raid, ({ raid }) => (raid[2]!.members = ['a', 'a'])),
    'layout.raid[2].members',
    'twice',
  ],
  [
    'an unused array',
    layout(UEFI.raid, ({ raid }) => raid.push({ ...raid[2]!, name: 'spare' })),
    'layout.raid[3]',
    'nothing is on array',
  ],
  [
    'two mounts on an array',
    layout(UEFI.raid, (base) => move(base, '/', { raid: 'boot' })),
    'layout.raid[1]',
    'can hold one thing',
  ],
  [
    'an array below its mount',
    layout(UEFI.raid, ({ raid }) => (raid[1]!.sizeMiB = 512)),
    'layout.raid[1].sizeMiB',
    '/boot needs 1024',
  ],
  [
    'an unused group',
    layout(UEFI.lvm, ({ volumeGroups }) => volumeGroups.push({ name: 'vg1', on: ['a'] })),
    'layout.volumeGroups[1]',
    'nothing is in',
  ],
  [
    'a disk twice in a group',
    layout(UEFI.lvm, ({ volumeGroups }) => volumeGroups[0]!.on.push('a')),
    'layout.volumeGroups[0].on',
    'twice',
  ],
  [
    'two that grow in a group',
    layout(UEFI.lvm, (base) => (mount(base, '/').grow = true)),
    'layout.volumeGroups[0]',
    '/ and /var/log all take',
  ],
  [
    'two that grow on a disk',
    layout(UEFI.lvm, (base) => (mount(base, '/boot').grow = true)),
    'layout.disks[0]',
    'take what is left of disk "a"',
  ],
];

const SPACE: Case[] = [
  [
    'more than the disk',
    layout(UEFI.plain, (base) => (mount(base, '/').sizeMiB = 480 * 1024)),
    'layout.disks[0]',
    'has 491520 MiB, the layout needs',
  ],
  [
    'more than the group',
    layout(UEFI.lvm, (base) => (mount(base, '/').sizeMiB = 478 * 1024)),
    'layout.volumeGroups[0]',
    'its mounts need',
  ],
  [
    'more than the array',
    layout(UEFI.raidLvm, ({ raid }) => (raid[2]!.sizeMiB = 51_200)),
    'layout.volumeGroups[0]',
    'its mounts need',
  ],
  [
    'a mirror larger than its smaller disk',
    (plan) =>
      Object.assign(plan, {
        layout: UEFI.raidLvm,
        asset: { ...plan.asset, disks: [aDisk('sda'), aDisk('sdb', { sizeGiB: 50 })] },
      }),
    'layout.volumeGroups[0]',
    'put the group on more disks',
  ],
];

describe('refused in words: disks and references', () => refuses(DISKS));
describe('refused in words: arrays and groups', () => refuses(CONTAINERS));
describe('refused in words: space', () => refuses(SPACE));

it('fills a disk to the last mebibyte, and no further', () => {
  // 491520 MiB, less 2 for the partition tables, 600 for /boot/efi and 1024 for /boot.
  const fits = 491_520 - 2 - 600 - 1024;
  const filled = (sizeMiB: number) => {
    const plan = aPlan({ layout: structuredClone(UEFI.plain) });
    mount(plan.layout, '/').sizeMiB = sizeMiB;
    return checkKickstart(plan, ADDRESSES.v4);
  };

  expect(filled(fits)).toEqual([]);
  expect(filled(fits + 1)).toHaveLength(1);
});
