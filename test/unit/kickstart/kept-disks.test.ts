import { checkPlan } from '../../../activities/kickstart/check-kickstart.ts';
import { firstPartition, keptDisks } from '../../../activities/kickstart/kept-disks.ts';
import { RELEASES } from '../../../activities/kickstart/release.ts';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import type { DiskLayout, PlanInputs } from '../../../api/plan.ts';
import { planInstall } from '../../../simulator/machines/kickstart/plan.ts';
import { ADDRESSES, aPlan, CALLBACKS, LAYOUTS } from './a-plan.ts';
import { ksvalidatorComplaints } from './ksvalidator.ts';

/** The system on the first disk, data on the second. */
function withData(change: (layout: DiskLayout) => void = () => undefined): PlanInputs {
  const layout: DiskLayout = structuredClone(LAYOUTS.UEFI.plain);
  layout.disks.push({ select: { name: 'sdb' }, as: 'data', keep: true });
  layout.mounts.push({ path: '/srv/data', sizeMiB: 1024, grow: true, fsType: 'xfs', on: 'data' });
  change(layout);
  return aPlan({ layout });
}

const AGAIN = { ...withData(), kept: ['data'] };
const linesOf = (plan: PlanInputs) =>
  renderKickstart(plan, ADDRESSES.v4, CALLBACKS)
    .split('\n')
    .filter((line) => /^(ignoredisk|clearpart|part \/srv)/.test(line));

test('the first install makes what a reinstall keeps', () => {
  expect(linesOf(withData())).toEqual([
    'ignoredisk --only-use=sda,sdb',
    'clearpart --all --initlabel --disklabel=gpt --drives=sda,sdb',
    'part /srv/data --fstype=xfs --size=1024 --grow --ondisk=sdb',
  ]);
});

test('a reinstall neither clears the disk nor makes a file system on it', () => {
  expect(linesOf(AGAIN)).toEqual([
    'ignoredisk --only-use=sda,sdb',
    'clearpart --all --initlabel --disklabel=gpt --drives=sda',
    'part /srv/data --fstype=xfs --onpart=sdb1 --noformat',
  ]);
});

test('the parser of every release takes it', async () => {
  const candidates = RELEASES.map((release) => ({
    name: 'kept',
    release,
    text: renderKickstart(
      { ...AGAIN, osImage: { ...AGAIN.osImage, version: String(release) } },
      ADDRESSES.v4,
      CALLBACKS,
    ),
  }));
  expect(await ksvalidatorComplaints(candidates)).toEqual([]);
});

test.each([
  ['sdb', 'sdb1'],
  ['nvme0n1', 'nvme0n1p1'],
  ['disk/by-path/pci-0000:00:17.0-ata-1', 'disk/by-path/pci-0000:00:17.0-ata-1-part1'],
])('the first partition of %s is %s', (disk, partition) => {
  expect(firstPartition(disk)).toBe(partition);
});

test.each<[string, (layout: DiskLayout) => void]>([
  [
    'two mounts',
    (layout) => layout.mounts.push({ path: '/srv/more', sizeMiB: 1, grow: false, fsType: 'xfs', on: 'data' }),
  ],
  ['a volume group', (layout) => layout.volumeGroups.push({ name: 'vg9', on: ['data'] })],
  ['nothing', (layout) => layout.mounts.pop()],
  ['the system', (layout) => (layout.mounts.at(-1)!.path = '/var')],
])('a disk with %s can not be kept', (_what, change) => {
  const problems = checkPlan(withData(change)).filter(({ field }) => field === 'layout.disks[1].keep');
  expect(problems).toMatchObject([
    { reason: expect.stringContaining('more or other than one mount of data') as string },
  ]);
});

test.each<[string, (layout: DiskLayout) => void, RegExp]>([
  ['it was not there', (layout) => (layout.disks.pop(), layout.mounts.pop()), /install before made it nothing/],
  ['it was mounted elsewhere', (layout) => (layout.mounts.at(-1)!.path = '/srv/old'), /made it sdb, \/srv\/old xfs/],
  ['it had another file system', (layout) => (layout.mounts.at(-1)!.fsType = 'ext4'), /made it sdb, \/srv\/data ext4/],
])('what is to be kept is refused when %s', (_what, change, words) => {
  const { problems } = keptDisks(withData(change), withData());
  expect(problems.map(({ field, reason }) => `${field}: ${reason}`)).toEqual([expect.stringMatching(words)]);
});

test('what is laid out as before is kept, also where it was not marked then', () => {
  const unmarked = withData((layout) => delete layout.disks[1]?.keep);
  expect(keptDisks(unmarked, withData())).toEqual({ aliases: ['data'], problems: [] });
  expect(keptDisks(withData(), unmarked)).toEqual({ aliases: [], problems: [] });
});

describe('the simulated installer', () => {
  const spec = {
    uuid: 'u',
    name: 'r1-a01',
    serial: 's',
    manufacturer: 'm',
    model: 'm',
    nics: [{ mac: '52:54:00:aa:00:01', identifier: 'eno1' }],
    disks: ['sda', 'sdb'].map((name) => ({ name, sizeGiB: 480, rotational: false })),
    cpuCores: 1,
    memoryGiB: 1,
    firmware: 'UEFI' as const,
    bootOrder: [],
    bmc: null,
  };
  const text = renderKickstart(AGAIN, ADDRESSES.v4, CALLBACKS);
  const planned = (sdb: 'data' | 'blank', kickstart = text) => {
    return planInstall(
      kickstart,
      spec,
      new Map([
        ['sda', 'os'],
        ['sdb', sdb],
      ]),
    );
  };
  const problemsOf = (plan: ReturnType<typeof planned>) => (plan.ok ? [] : plan.problems.join(' '));

  test('leaves what is kept out of what it writes to', () => {
    const plan = planned('data');
    expect(problemsOf(plan)).toEqual([]);
    expect(plan.ok && [...plan.plan.storage.disks.keys()]).toEqual(['sda']);
  });

  test('refuses to keep what is not there, or is cleared', () => {
    expect(problemsOf(planned('blank'))).toContain('sdb1 holds nothing that could be kept');
    expect(problemsOf(planned('data', text.replace('--drives=sda', '--drives=sda,sdb')))).toContain(
      'its disk is cleared',
    );
  });
});
