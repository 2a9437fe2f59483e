import { aDisk, aMount, LAYOUTS } from './a-plan.ts';
import { bios, type Case, layout, mount, move, refuses } from './refusals.ts';

const { UEFI, BIOS } = LAYOUTS;

const MOUNTS: Case[] = [
  ['no root', layout(UEFI.plain, ({ mounts }) => mounts.pop()), 'layout.mounts', 'no root file system'],
  [
    'a mount twice',
    layout(UEFI.plain, ({ mounts }) => mounts.push(aMount('/boot', { on: 'a' }))),
    'layout.mounts[3].path',
    'twice',
  ],
  [
    'a path upwards',
    layout(UEFI.plain, ({ mounts }) => mounts.push(aMount('/a/../b', { on: 'a' }))),
    'layout.mounts[3].path',
    'no plain absolute path',
  ],
  [
    'a path with a final slash',
    layout(UEFI.plain, ({ mounts }) => mounts.push(aMount('/a/', { on: 'a' }))),
    'layout.mounts[3].path',
    'like /var/log',
  ],
  [
    '/etc apart',
    layout(UEFI.plain, ({ mounts }) => mounts.push(aMount('/etc', { on: 'a' }))),
    'layout.mounts[3].path',
    'on the root file system',
  ],
  [
    'swap as a file system',
    layout(UEFI.plain, ({ mounts }) => mounts.push(aMount('swap', { on: 'a' }))),
    'layout.mounts[3].fsType',
    "can't be xfs",
  ],
  [
    'a file system as swap',
    layout(UEFI.plain, (base) => (mount(base, '/').fsType = 'swap')),
    'layout.mounts[2].fsType',
    "can't be swap",
  ],
  [
    '/boot as efi',
    layout(UEFI.plain, (base) => (mount(base, '/boot').fsType = 'efi')),
    'layout.mounts[1].fsType',
    'go together',
  ],
  [
    '/boot/efi as xfs',
    layout(UEFI.plain, (base) => (mount(base, '/boot/efi').fsType = 'xfs')),
    'layout.mounts[0].fsType',
    'go together',
  ],
  [
    'an xfs that mkfs refuses',
    layout(UEFI.plain, ({ mounts }) => mounts.push(aMount('/a', { on: 'a', sizeMiB: 200 }))),
    'layout.mounts[3].sizeMiB',
    '300',
  ],
  [
    'half a mebibyte',
    layout(UEFI.plain, (base) => (mount(base, '/').sizeMiB = 1.5)),
    'layout.mounts[2].sizeMiB',
    'whole number',
  ],
  [
    'an efi that grows',
    layout(UEFI.plain, (base) => (mount(base, '/boot/efi').grow = true)),
    'layout.mounts[0].grow',
    'another mount grow',
  ],
  [
    'two volumes of one name',
    layout(UEFI.lvm, ({ mounts }) => mounts.push(aMount('/var_log', { volumeGroup: 'vg0' }))),
    'layout.mounts[5].path',
    'would both be the volume "var_log"',
  ],
  [
    "a name of LVM's own",
    layout(UEFI.lvm, ({ mounts }) => mounts.push(aMount('/snapshot', { volumeGroup: 'vg0' }))),
    'layout.mounts[5].path',
    'LVM keeps',
  ],
];

const BOOT: Case[] = [
  ['UEFI without efi', layout(BIOS.plain, () => undefined), 'layout.mounts', 'no /boot/efi'],
  [
    'a small efi',
    layout(UEFI.plain, (base) => (mount(base, '/boot/efi').sizeMiB = 100)),
    'layout.mounts[0].sizeMiB',
    'efi needs 200',
  ],
  [
    'efi in a group',
    layout(UEFI.lvm, (base) => move(base, '/boot/efi', { volumeGroup: 'vg0' })),
    'layout.mounts[0]',
    "can't read /boot/efi",
  ],
  [
    'efi on stripes',
    layout(UEFI.raid, ({ raid }) => (raid[0]!.level = '0')),
    'layout.mounts[0]',
    "can't read /boot/efi",
  ],
  [
    '/boot in a group',
    layout(UEFI.lvm, (base) => move(base, '/boot', { volumeGroup: 'vg0' })),
    'layout.mounts[1]',
    'volume group vg0',
  ],
  [
    '/boot within / in a group',
    layout(UEFI.lvm, ({ mounts }) => mounts.splice(1, 1)),
    'layout.mounts[1]',
    'it holds /boot',
  ],
  ['/boot on stripes', layout(UEFI.raid, ({ raid }) => (raid[1]!.level = '0')), 'layout.mounts[1]', 'RAID 0'],
  ['BIOS with efi', bios(UEFI.plain, () => undefined), 'layout.mounts[0]', 'knows no efi'],
  ['BIOS without biosboot', bios(BIOS.plain, ({ mounts }) => mounts.shift()), 'layout.mounts', 'no biosboot'],
  ['biosboot on one half', bios(BIOS.raid, ({ mounts }) => mounts.shift()), 'layout.mounts', 'disk "a" carries /boot'],
  [
    'biosboot on three disks',
    (plan, addresses) => {
      plan.asset.disks.push(aDisk('sdc'));
      bios(BIOS.raid, ({ disks, mounts }) => {
        disks.push({ select: {}, as: 'c' });
        mounts.push(aMount('/biosboot', { sizeMiB: 1, fsType: 'biosboot', on: 'c' }));
      })(plan, addresses);
    },
    'layout.mounts',
    'mirror /boot over two disks',
  ],
  ['biosboot twice', bios(BIOS.raid, ({ mounts }) => (mounts[1]!.on = 'a')), 'layout.mounts', 'two biosboot'],
  [
    'biosboot on an array',
    bios(BIOS.raid, (base) => move(base, '/biosboot', { raid: 'boot' })),
    'layout.mounts[0]',
    'place it with on',
  ],
];

describe('refused in words: mounts', () => refuses(MOUNTS));
describe('refused in words: booting', () => refuses(BOOT));
