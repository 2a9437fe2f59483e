import { createHash } from 'node:crypto';
import { renderWipe } from '../../../activities/kickstart/render-wipe.ts';
import { checkWipeReport, ZERO_MEBIBYTE } from '../../../activities/kickstart/wipe-report.ts';
import { aDisk, aPlan, WIPE_CALLBACKS } from './a-plan.ts';

describe('renderWipe', () => {
  it('erases and reports each disk of the asset, whatever the layout selected', () => {
    const plan = aPlan({ asset: { disks: [aDisk('sda'), aDisk('nvme0n1')] } });

    const lines = renderWipe(plan, WIPE_CALLBACKS).split('\n');

    const about = (disk: string) => lines.filter((line) => line.includes(`/dev/${disk}`));
    for (const disk of ['sda', 'nvme0n1']) {
      expect(about(disk)).toEqual([
        `wipefs --all --force /dev/${disk}`,
        `blkdiscard -f /dev/${disk} || dd if=/dev/zero of=/dev/${disk} bs=1M count=$(( $(blockdev --getsize64 /dev/${disk}) / 1048576 )) oflag=direct`,
        `dd if=/dev/zero of=/dev/${disk} bs=1M count=1 conv=fsync`,
        `dd if=/dev/zero of=/dev/${disk} bs=1M count=1 oflag=seek_bytes seek=$(( $(blockdev --getsize64 /dev/${disk}) - 1048576 )) conv=fsync`,
        `blockdev --flushbufs /dev/${disk}`,
        `echo "${disk} $(head -c 1048576 /dev/${disk} | sha256sum | cut -d' ' -f1)" >> /tmp/wipe-report`,
      ]);
    }
  });

  it('reports before it powers off, and installs nothing', () => {
    const lines = renderWipe(aPlan(), WIPE_CALLBACKS).split('\n');

    const post = lines.findIndex((line) => line.startsWith('curl') && line.includes(WIPE_CALLBACKS.wiped));
    expect(lines[post]).toContain('--data-binary @/tmp/wipe-report');
    expect(lines.slice(post + 1)).toEqual(['poweroff -f', expect.stringMatching(/^# /), 'exit 1', '%end', '']);
    expect(lines.filter((line) => /^(part|clearpart|url|%post|%packages)\b/.test(line))).toEqual([]);
  });

  it('writes for the blkdiscard of RHEL 8', () => {
    expect(renderWipe(aPlan({ osImage: { version: '8' } }), WIPE_CALLBACKS)).toContain('\nblkdiscard /dev/sda || dd');
  });

  it.each([
    ['no disks', { disks: [] }, 'asset.disks: no disk is known'],
    [
      'a disk that is no name',
      { disks: [aDisk('sda /dev/sdb')] },
      'asset.disks.name: "sda /dev/sdb" is not a device name',
    ],
  ])('refuses %s', (_what, asset, words) => {
    expect(() => renderWipe(aPlan({ asset }), WIPE_CALLBACKS)).toThrow(words);
  });
});

describe('checkWipeReport', () => {
  const disks = [aDisk('sda'), aDisk('sdb')];
  const zero = (disk: string) => `${disk} ${ZERO_MEBIBYTE}`;
  const other = createHash('sha256').update('data').digest('hex');

  it('knows the digest of zeros', () => {
    expect(
      createHash('sha256')
        .update(Buffer.alloc(1024 * 1024))
        .digest('hex'),
    ).toBe(ZERO_MEBIBYTE);
  });

  it.each([
    ['as it is written', `${zero('sda')}\n${zero('sdb')}\n`],
    ['in another order, with a disk more', `${zero('sdb')}\r\n${zero('sdc')}\r\n${zero('sda')}`],
  ])('takes a report %s', (_what, report) => {
    expect(checkWipeReport(report, disks)).toEqual({ wiped: true });
  });

  it.each([
    ['nothing', '', ['sda: the report does not mention it', 'sdb: the report does not mention it']],
    ['one disk missing', zero('sda'), ['sdb: the report does not mention it']],
    ['data on one', `${zero('sda')}\nsdb ${other}`, [`sdb: its first MiB is not zero (sha256 ${other})`]],
    [
      'data on one, then none',
      `${zero('sda')}\nsdb ${other}\n${zero('sdb')}`,
      [`sdb: its first MiB is not zero (sha256 ${other})`],
    ],
    ['an unreadable disk', `${zero('sda')}\nsdb `, ['sdb: the report does not mention it']],
    [
      'a longer digest',
      `${zero('sda')}0\n${zero('sdb')}`,
      [`sda: its first MiB is not zero (sha256 ${ZERO_MEBIBYTE}0)`],
    ],
  ])('is not satisfied by %s', (_what, report, reasons) => {
    expect(checkWipeReport(report, disks)).toEqual({ wiped: false, reasons });
  });

  it('proves nothing for an asset without disks', () => {
    expect(checkWipeReport(zero('sda'), [])).toEqual({ wiped: false, reasons: ['the asset lists no disks'] });
  });
});
