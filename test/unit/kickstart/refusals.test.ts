import { checkKickstart } from '../../../activities/kickstart/check-kickstart.ts';
import { describeProblems } from '../../../activities/kickstart/problem.ts';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import type { DiskLayout, NodeAddress, PlanInputs } from '../../../api/plan.ts';
import {
  aDisk,
  ADDRESSES,
  aMount,
  anAddress,
  aPlan,
  aSubnet,
  CALLBACKS,
  LAYOUTS,
  SECOND_MAC,
  SSH_KEY,
} from './a-plan.ts';

type Change = (plan: PlanInputs, addresses: NodeAddress[]) => void;
type Case = [what: string, change: Change, field: string, words: string];

const { UEFI, BIOS } = LAYOUTS;

/** The layout of the plan, replaced; then changed. */
function layout(base: DiskLayout, change: (layout: DiskLayout) => void): Change {
  return (plan) => {
    plan.layout = structuredClone(base);
    change(plan.layout);
  };
}

function bios(base: DiskLayout, change: (layout: DiskLayout) => void): Change {
  return (plan, addresses) => {
    plan.asset.firmware = 'BIOS';
    layout(base, change)(plan, addresses);
  };
}

function mount({ mounts }: DiskLayout, path: string) {
  const found = mounts.find((candidate) => candidate.path === path);
  if (!found) throw new Error(`no ${path}`);
  return found;
}

function move(layout: DiskLayout, path: string, place: { on?: string; raid?: string; volumeGroup?: string }): void {
  Object.assign(mount(layout, path), { on: undefined, raid: undefined, volumeGroup: undefined }, place);
}

function subnet(change: Parameters<typeof aSubnet>[0]): Change {
  return (_plan, addresses) => void addresses.splice(0, 1, anAddress({ subnet: aSubnet(change) }));
}

const IMAGE: Case[] = [
  [
    'an old release',
    (plan) => (plan.osImage.version = '7.9'),
    'osImage.version',
    'not one that we write kickstarts for',
  ],
  ['an unknown template', (plan) => (plan.osImage.template = 'mine'), 'osImage.template', 'no template "mine"'],
  ['a package with a newline', (plan) => plan.osImage.packages.push('a\n%end'), 'osImage.packages[2]', 'not a package'],
  [
    'a quoted kernel argument',
    (plan) => (plan.osImage.kernelArgs = ['a"b']),
    'osImage.kernelArgs',
    'not one plain kernel argument',
  ],
  [
    'a kernel argument that expands',
    (plan) => (plan.osImage.kernelArgs = ['a=$HOME']),
    'osImage.kernelArgs',
    'not one plain',
  ],
  [
    'ERB in the URL',
    (plan) => (plan.osImage.sourceUrl = 'http://m/<%= x %>'),
    'osImage.sourceUrl',
    'not a plain http or https URL',
  ],
  ['a file URL', (plan) => (plan.osImage.sourceUrl = 'file:///mnt'), 'osImage.sourceUrl', 'correct OSImage rhel9-base'],
];

const NAMES: Case[] = [
  ['a host name with a quote', (plan) => (plan.hostname = "web'1"), 'hostname', 'no host name'],
  ['a domain of nothing', (plan) => (plan.domain = ''), 'domain', 'no domain name'],
  [
    'an FQDN of another name',
    (plan) => (plan.fqdn = 'web-2.r1.fleet.example'),
    'fqdn',
    'is not web-1.r1.fleet.example',
  ],
  [
    'an FQDN that Linux does not take',
    (plan) => Object.assign(plan, { domain: `${'d'.repeat(60)}.example`, fqdn: `web-1.${'d'.repeat(60)}.example` }),
    'fqdn',
    'Linux takes 64',
  ],
  ['an SSH key with a quote', (plan) => plan.sshKeys.push(`${SSH_KEY}"`), 'sshKeys[1]', 'no plain SSH public key'],
  [
    'an SSH key with options',
    (plan) => plan.sshKeys.push(`from="*" ${SSH_KEY}`),
    'sshKeys[1]',
    'no plain SSH public key',
  ],
  [
    'an SSH key of another type',
    (plan) => plan.sshKeys.push(SSH_KEY.replace('ed25519', 'rsa')),
    'sshKeys[1]',
    'no such key',
  ],
  [
    'a private key',
    (plan) => plan.sshKeys.push('-----BEGIN OPENSSH PRIVATE KEY-----'),
    'sshKeys[1]',
    'no plain SSH public key',
  ],
  [
    'a disk name for a shell',
    (plan) => plan.asset.disks.push(aDisk('sda; reboot')),
    'asset.disks.name[2]',
    'not a device name',
  ],
  [
    'an array name for a shell',
    layout(UEFI.raid, ({ raid }) => (raid[2]!.name = 'a b')),
    'layout.raid.name[2]',
    'not a plain name',
  ],
];

const NETWORK: Case[] = [
  ['no address', (_plan, addresses) => addresses.splice(0), 'addresses', 'no address'],
  [
    'an impossible address',
    (_plan, addresses) => (addresses[0]!.address = '10.1.1.300'),
    'addresses[0].address',
    'no IP address',
  ],
  [
    'an address elsewhere',
    (_plan, addresses) => (addresses[0]!.address = '10.1.2.3'),
    'addresses[0].address',
    'outside Subnet r1-v4',
  ],
  [
    'the network address',
    (_plan, addresses) => (addresses[0]!.address = '10.1.1.0'),
    'addresses[0].address',
    'the network address',
  ],
  [
    'the broadcast address',
    (_plan, addresses) => (addresses[0]!.address = '10.1.1.255'),
    'addresses[0].address',
    'broadcast address',
  ],
  [
    "the gateway's address",
    (_plan, addresses) => (addresses[0]!.address = '10.1.1.1'),
    'addresses[0].subnet.gateway',
    "gateway's own",
  ],
  ['a gateway elsewhere', subnet({ gateway: '10.9.9.1' }), 'addresses[0].subnet.gateway', 'outside the subnet'],
  ['a gateway of the other family', subnet({ gateway: 'fe80::1' }), 'addresses[0].subnet.gateway', 'other family'],
  ['a gateway that is none', subnet({ gateway: 'gw' }), 'addresses[0].subnet.gateway', 'no IP address'],
  ['a network that is none', subnet({ cidr: '10.1.1.0/33' }), 'addresses[0].subnet.cidr', 'no network'],
  [
    'a name server by name',
    subnet({ dns: ['ns1.example'] }),
    'addresses[0].subnet.dns[0]',
    'correct it in Subnet r1-v4',
  ],
  ['a time server with more to it', subnet({ ntp: ['10.0.0.1 --x'] }), 'addresses[0].subnet.ntp[0]', 'no IP address'],
  [
    'a device that is not there',
    (_plan, addresses) => (addresses[0]!.device = '7'),
    'addresses[0].device',
    'not there',
  ],
  [
    'the MAC of another device',
    (_plan, addresses) => (addresses[0]!.mac = SECOND_MAC),
    'addresses[0].mac',
    'device "1" is 52:54:00:aa:00:01',
  ],
  ['no MAC', (_plan, addresses) => (addresses[0]!.mac = 'eth0'), 'addresses[0].mac', 'no lower-case MAC'],
  [
    'the same address twice',
    (_plan, addresses) => addresses.push(anAddress({ device: '2', mac: SECOND_MAC })),
    'addresses[1].address',
    'twice',
  ],
  [
    'two of a family',
    (_plan, addresses) => addresses.push(anAddress({ address: '10.1.1.12' })),
    'addresses[1].address',
    'two IPv4',
  ],
];

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
    bios(BIOS.raid, ({ disks, mounts }) => {
      disks.push({ select: {}, as: 'c' });
      mounts.push(aMount('/biosboot', { sizeMiB: 1, fsType: 'biosboot', on: 'c' }));
    }),
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

describe.each([
  ['image', IMAGE],
  ['names and keys', NAMES],
  ['network', NETWORK],
  ['disks and references', DISKS],
  ['mounts', MOUNTS],
  ['booting', BOOT],
  ['arrays and groups', CONTAINERS],
  ['space', SPACE],
])('refused in words: %s', (_group, cases) => {
  it.each(cases)('%s', (_what, change, field, words) => {
    const plan = aPlan();
    const addresses = structuredClone(ADDRESSES.v4);
    change(plan, addresses);

    const problems = checkKickstart(plan, addresses);

    const named = problems.filter((problem) => problem.field === field);
    expect(describeProblems(named.length > 0 ? named : problems)).toContain(words);
    expect(problems.map((problem) => problem.field)).toContain(field);
    expect(problems.every(({ reason, remedy }) => reason.length > 0 && remedy.length > 0)).toBe(true);
    expect(() => renderKickstart(plan, addresses, CALLBACKS)).toThrow(words);
  });
});

it('says all that is wrong at once', () => {
  const plan = aPlan({ hostname: 'WEB', osImage: { version: '7' }, layout: BIOS.plain });

  const fields = checkKickstart(plan, []).map(({ field }) => field);

  expect(fields).toEqual(['osImage.version', 'hostname', 'fqdn', 'addresses', 'layout.mounts']);
});

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
