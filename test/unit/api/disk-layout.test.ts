import { diskLayout } from '../../../activities/scheduling/disk-layout.ts';
import { flavor, type Flavor } from '../../../api/kinds/flavor.ts';
import { manifest } from './good-input.ts';

const partitions = {
  disks: [{ select: {}, as: 'root' }],
  raid: [],
  volumeGroups: [
    { name: 'vg0', on: ['root'] },
    { name: 'vg1', true: ['root'] },
  ],
  mounts: [
    { path: '/boot/efi', sizeMiB: 600, grow: false, fsType: 'efi', on: 'root', firmware: 'UEFI' },
    { path: '/biosboot', sizeMiB: 1, grow: false, fsType: 'biosboot', true: 'root', firmware: 'BIOS' },
    { path: '/', sizeMiB: 51200, grow: true, fsType: 'xfs', volumeGroup: 'vg0' },
  ],
};

const stored = flavor.schema.parse(manifest('Flavor', 'bm-standard', { spec: { partitions } })) as Flavor;

describe('the layout of a machine', () => {
  it.each([
    ['UEFI', ['/boot/efi', '/']],
    ['BIOS', ['/biosboot', '/']],
  ] as const)('of %s firmware has %j', (firmware, paths) => {
    expect(diskLayout(stored, firmware).mounts.map(({ path }) => path)).toEqual(paths);
  });

  it('has one spelling of on, and no word of firmware', () => {
    const { mounts, volumeGroups } = diskLayout(stored, 'BIOS');

    expect(mounts[0]).toEqual({ path: '/biosboot', sizeMiB: 1, grow: false, fsType: 'biosboot', on: 'root' });
    expect(volumeGroups.map(({ on }) => on)).toEqual([['root'], ['root']]);
  });
});
