import fc from 'fast-check';
import type { DiskLayout, NodeAddress, PlanInputs } from '../../../api/plan.ts';
import { RELEASES } from '../../../activities/kickstart/release.ts';
import { aDisk, aMount, anAddress, aPlan, aSubnet, SECOND_MAC, SUBNET_V6 } from './a-plan.ts';

export interface Candidate {
  plan: PlanInputs;
  addresses: NodeAddress[];
}

type Mount = DiskLayout['mounts'][number];
type Place = Pick<Mount, 'on' | 'raid' | 'volumeGroup'>;

const ALIASES = ['a', 'b', 'c', 'd'];

/**
 * Plans as people might write them: most hold together, many do not. The checker has to tell them apart; what it
 * accepts, the installer has to understand.
 */
export const candidate: fc.Arbitrary<Candidate> = fc
  .record({
    firmware: fc.constantFrom<PlanInputs['asset']['firmware']>('UEFI', 'BIOS'),
    version: fc.constantFrom(...RELEASES.map((release) => `${release}`), '9.4', '8.10'),
    diskCount: fc.integer({ min: 1, max: 4 }),
    sizeGiB: fc.constantFrom(20, 100, 4000),
    byPath: fc.boolean(),
    level: fc.constantFrom<DiskLayout['raid'][number]['level']>('0', '1', '10'),
    arraySizeMiB: fc.option(fc.integer({ min: 400, max: 30_000 }), { nil: undefined }),
    bootPlace: fc.constantFrom<'disk' | 'array'>('disk', 'array'),
    rootPlace: fc.constantFrom<'disk' | 'array' | 'group' | 'group on array'>(
      'disk',
      'array',
      'group',
      'group on array',
    ),
    rootGrows: fc.boolean(),
    extras: fc.uniqueArray(fc.constantFrom('/var', '/var/log', '/home', '/srv/data', '/var_log', 'swap'), {
      maxLength: 4,
    }),
    extraSizeMiB: fc.integer({ min: 250, max: 8000 }),
    extraType: fc.constantFrom<Mount['fsType']>('xfs', 'ext4'),
    extraGrows: fc.boolean(),
    packages: fc.subarray(['@core', '@^minimal-environment', '-iwl*-firmware', 'vim-enhanced', 'glibc.i686']),
    kernelArgs: fc.subarray([
      'quiet',
      'console=ttyS1,115200n8',
      'rd.driver.blacklist=nouveau',
      'isolcpus=managed_irq,2-7',
    ]),
    families: fc.constantFrom('v4', 'v6', 'dual', 'two devices', 'none'),
    gateway: fc.boolean(),
  })
  .map((shape) => {
    const layout = layoutOf(shape);
    const disks = ALIASES.slice(0, shape.diskCount).map((alias, index) => {
      return aDisk(`sd${alias}`, { sizeGiB: shape.sizeGiB, byPath: `pci-0000:00:1f.2-ata-${index + 1}` });
    });
    const plan = aPlan({
      layout,
      asset: { firmware: shape.firmware, disks },
      osImage: { version: shape.version, packages: shape.packages, kernelArgs: shape.kernelArgs },
    });
    return { plan, addresses: addressesOf(shape.families, shape.gateway) };
  });

interface LayoutShape {
  firmware: PlanInputs['asset']['firmware'];
  diskCount: number;
  byPath: boolean;
  level: DiskLayout['raid'][number]['level'];
  arraySizeMiB: number | undefined;
  bootPlace: 'disk' | 'array';
  rootPlace: 'disk' | 'array' | 'group' | 'group on array';
  rootGrows: boolean;
  extras: string[];
  extraSizeMiB: number;
  extraType: Mount['fsType'];
  extraGrows: boolean;
}

function layoutOf(shape: LayoutShape): DiskLayout {
  const members = ALIASES.slice(0, shape.diskCount);
  const inGroup = shape.rootPlace.startsWith('group');
  const onArray = shape.rootPlace === 'array' || shape.rootPlace === 'group on array';
  const root: Place = inGroup ? { volumeGroup: 'vg0' } : onArray ? { raid: 'system' } : { on: 'a' };
  const boot: Place = shape.bootPlace === 'array' ? { raid: 'boot' } : { on: 'a' };
  const raid: DiskLayout['raid'] = [];
  if (shape.bootPlace === 'array') raid.push({ name: 'boot', level: '1', members });
  if (onArray) raid.push({ name: 'system', level: shape.level, members, sizeMiB: shape.arraySizeMiB });
  const extra = inGroup ? root : { on: members.at(-1) };
  return {
    disks: members.map((as, index) => ({
      as,
      select: shape.byPath ? { byPath: `pci-0000:00:1f.2-ata-${index + 1}` } : {},
    })),
    raid,
    volumeGroups: inGroup ? [{ name: 'vg0', on: shape.rootPlace === 'group' ? members : ['system'] }] : [],
    mounts: [
      ...firmwareMounts(shape, members),
      aMount('/boot', { sizeMiB: 1024, ...boot }),
      aMount('/', { sizeMiB: 8192, grow: shape.rootGrows, ...root }),
      ...shape.extras.map((path, index) => {
        const fsType = path === 'swap' ? 'swap' : shape.extraType;
        return aMount(path, { sizeMiB: shape.extraSizeMiB, grow: shape.extraGrows && index === 0, fsType, ...extra });
      }),
    ],
  };
}

function firmwareMounts({ firmware, bootPlace }: LayoutShape, members: readonly string[]): Mount[] {
  if (firmware === 'UEFI') return [aMount('/boot/efi', { sizeMiB: 600, fsType: 'efi', on: 'a' })];
  const disks = bootPlace === 'array' ? members : members.slice(0, 1);
  return disks.map((on) => aMount('/biosboot', { sizeMiB: 1, fsType: 'biosboot', on }));
}

function addressesOf(families: string, gateway: boolean): NodeAddress[] {
  const change = gateway ? {} : { gateway: undefined };
  const v4 = anAddress({ subnet: aSubnet(change) });
  const v6 = anAddress({ address: '2001:db8:1::11', subnet: { ...SUBNET_V6, ...change } });
  if (families === 'none') return [];
  if (families === 'v4') return [v4];
  if (families === 'v6') return [v6];
  if (families === 'dual') return [v4, v6];
  return [v6, anAddress({ device: '2', mac: SECOND_MAC, address: '10.1.1.200', subnet: aSubnet(change) })];
}
