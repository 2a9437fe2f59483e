import type { DiskLayout } from '../../../api/plan.ts';
import { aMount, NO_LAYOUT } from './a-plan.ts';

type Firmware = 'UEFI' | 'BIOS';
type Mount = DiskLayout['mounts'][number];
type Place = Pick<Mount, 'on' | 'raid' | 'volumeGroup'>;
type Part = Partial<DiskLayout>;

export interface Catalogued {
  name: string;
  firmware: Firmware;
  layout: DiskLayout;
}

/** Where the system stands: on one disk, or mirrored over two; in partitions or in a volume group. */
const SYSTEMS: Record<string, { disks: string[]; mirrored: boolean; grouped: boolean }> = {
  plain: { disks: ['a'], mirrored: false, grouped: false },
  LVM: { disks: ['a'], mirrored: false, grouped: true },
  'RAID 1': { disks: ['a', 'b'], mirrored: true, grouped: false },
  'LVM on RAID 1': { disks: ['a', 'b'], mirrored: true, grouped: true },
};

/** What stands on further disks. */
const DATA: Record<string, Part> = {
  'no data': {},
  'a data disk': {
    disks: [{ select: { rotational: true, maxSizeGiB: 2000 }, as: 'c' }],
    mounts: [aMount('/var/lib/data', { grow: true, on: 'c' })],
  },
  'a data group over two disks': {
    disks: [disk('c'), disk('d')],
    volumeGroups: [{ name: 'data', on: ['c', 'd'] }],
    mounts: [
      aMount('/var/lib/data', { grow: true, volumeGroup: 'data' }),
      aMount('/var/lib/scratch', { fsType: 'ext4', volumeGroup: 'data' }),
    ],
  },
  'RAID 0 for scratch': {
    disks: [disk('c'), disk('d')],
    raid: [{ name: 'scratch', level: '0', members: ['c', 'd'] }],
    mounts: [aMount('/var/lib/scratch', { grow: true, raid: 'scratch' })],
  },
  'RAID 10 for data': {
    disks: [disk('c'), disk('d'), disk('e'), disk('f')],
    raid: [{ name: 'data', level: '10', members: ['c', 'd', 'e', 'f'] }],
    mounts: [aMount('/var/lib/data', { grow: true, raid: 'data' })],
  },
  'a group on RAID 10': {
    disks: [disk('c'), disk('d'), disk('e'), disk('f')],
    raid: [{ name: 'md_data', level: '10', members: ['c', 'd', 'e', 'f'] }],
    volumeGroups: [{ name: 'data', on: ['md_data'] }],
    mounts: [aMount('/var/lib/data', { grow: true, volumeGroup: 'data' })],
  },
};

function disk(as: string) {
  return { select: { model: 'HDD-2T' }, as };
}

/** Every combination of firmware, system, swap and data, as people write them. */
export const CATALOGUE: readonly Catalogued[] = (['UEFI', 'BIOS'] as const).flatMap((firmware) =>
  Object.entries(SYSTEMS).flatMap(([system, shape]) =>
    ['no swap', 'swap'].flatMap((swap) =>
      Object.entries(DATA).map(([data, extra]) => ({
        name: `${firmware}, ${system}, ${swap}, ${data}`,
        firmware,
        layout: layoutOf(firmware, shape, swap === 'swap', extra),
      })),
    ),
  ),
);

function layoutOf(
  firmware: Firmware,
  { disks, mirrored, grouped }: (typeof SYSTEMS)[string],
  swap: boolean,
  data: Part,
): DiskLayout {
  const mirror = (name: string) => ({ name, level: '1' as const, members: disks });
  const place = (array: string): Place => (mirrored ? { raid: array } : { on: 'a' });
  const inSystem: Place = grouped ? { volumeGroup: 'vg0' } : place('system');
  const swapPlace: Place = grouped ? { volumeGroup: 'vg0' } : place('swap');
  const first: Mount[] =
    firmware === 'UEFI'
      ? [aMount('/boot/efi', { sizeMiB: 600, fsType: 'efi', ...place('efi') })]
      : disks.map((on) => aMount('/biosboot', { sizeMiB: 1, fsType: 'biosboot', on }));
  const arrays = ['boot', 'system', ...(firmware === 'UEFI' ? ['efi'] : []), ...(swap && !grouped ? ['swap'] : [])];
  return {
    ...NO_LAYOUT,
    disks: [...disks.map((as) => ({ select: { rotational: false, minSizeGiB: 100 }, as })), ...(data.disks ?? [])],
    raid: [...(mirrored ? arrays.map(mirror) : []), ...(data.raid ?? [])],
    volumeGroups: [
      ...(grouped ? [{ name: 'vg0', on: [mirrored ? 'system' : 'a'] }] : []),
      ...(data.volumeGroups ?? []),
    ],
    mounts: [
      ...first,
      aMount('/boot', { sizeMiB: 1024, ...place('boot') }),
      aMount('/', { sizeMiB: 20_480, grow: true, ...inSystem }),
      ...(swap ? [aMount('swap', { sizeMiB: 4096, fsType: 'swap', ...swapPlace })] : []),
      ...(data.mounts ?? []),
    ],
  };
}
