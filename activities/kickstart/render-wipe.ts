import type { PlanInputs } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import { assertPlainUrls } from './callback-url.ts';
import { checkDiskNames } from './check-texts.ts';
import { curlPostInShell, PATIENT_RETRIES } from './curl-command.ts';
import { describeProblems } from './problem.ts';
import { type Release, releaseOf } from './release.ts';

export interface WipeCallbacks {
  wiped: string;
}

const REPORT = '/tmp/wipe-report';

/**
 * A kickstart that installs nothing: it erases every disk of the asset, reports what each begins with afterwards, and
 * powers off. One disk that fails stops no other; its line in the report shows it (`checkWipeReport`).
 * Throws InvalidInput for an asset without disks, a disk name that can't stand in a command, or an unknown OS version.
 */
export function renderWipe(inputs: PlanInputs, callbacks: WipeCallbacks): string {
  const { asset, osImage, fqdn } = inputs;
  const problems = checkDiskNames(inputs);
  const release = releaseOf(osImage.version);
  if (release === undefined) {
    problems.push({
      field: 'osImage.version',
      reason: `there is no installer of version ${osImage.version}`,
      remedy: 'correct the OSImage',
    });
  }
  if (asset.disks.length === 0) {
    const remedy = `list the disks of ComputeAsset ${asset.name}`;
    problems.push({ field: 'asset.disks', reason: 'no disk is known, so that nothing could be proved', remedy });
  }
  if (problems.length > 0 || release === undefined) {
    throw new Failure('InvalidInput', `${asset.name} can't be wiped:\n${describeProblems(problems)}`);
  }
  assertPlainUrls({ ...callbacks });

  return [
    `# Erases ${asset.name}, which was ${fqdn}. Written by Bedplate.`,
    'text',
    'lang en_US.UTF-8',
    'keyboard --vckeymap=us',
    'timezone Etc/UTC --utc',
    'rootpw --lock',
    'poweroff',
    '',
    '%pre --erroronfail --log=/tmp/bedplate-wipe.log',
    '# Nothing may hold a disk: not an array, not a volume group.',
    'vgchange --activate n || true',
    'mdadm --stop --scan || true',
    `: > ${REPORT}`,
    ...asset.disks.flatMap(({ name }) => wipeLines(release, name)),
    curlPostInShell(release, { url: callbacks.wiped, retries: PATIENT_RETRIES, file: REPORT }),
    'poweroff -f',
    '# Not reached, unless the power stays on: then the installer must not go on.',
    'exit 1',
    '%end',
    '',
  ].join('\n');
}

function wipeLines(release: Release, name: string): string[] {
  const disk = `/dev/${name}`;
  const bytes = `$(blockdev --getsize64 ${disk})`;
  // util-linux of RHEL 8 has no -f, and doesn't ask either.
  const discard = release === 8 ? `blkdiscard ${disk}` : `blkdiscard -f ${disk}`;
  return [
    `wipefs --all --force ${disk}`,
    `${discard} || dd if=/dev/zero of=${disk} bs=1M count=$(( ${bytes} / 1048576 )) oflag=direct`,
    '# What was discarded may still read as it was: both partition tables go for certain.',
    `dd if=/dev/zero of=${disk} bs=1M count=1 conv=fsync`,
    `dd if=/dev/zero of=${disk} bs=1M count=1 oflag=seek_bytes seek=$(( ${bytes} - 1048576 )) conv=fsync`,
    `blockdev --flushbufs ${disk}`,
    `echo "${name} $(head -c 1048576 ${disk} | sha256sum | cut -d' ' -f1)" >> ${REPORT}`,
  ];
}
