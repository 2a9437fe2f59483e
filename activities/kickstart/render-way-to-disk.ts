import type { PlanInputs } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import { assertPlainUrls } from './callback-url.ts';
import { curlPostInShell } from './curl-command.ts';
import { releaseOf } from './release.ts';

/**
 * A kickstart for a machine that is installed and came from the network once more: it touches no disk. It ends Foreman's
 * build mode with the machine's own one-shot URL, so that the boot which follows is sent to the disk, and starts again.
 * A refusal instead would leave the machine standing in the installer until somebody comes by.
 * Throws InvalidInput for an unknown OS version.
 */
export function renderWayToDisk({ osImage, fqdn }: PlanInputs, { foremanBuilt }: { foremanBuilt?: string }): string {
  const release = releaseOf(osImage.version);
  if (release === undefined) {
    throw new Failure(
      'InvalidInput',
      `There is no installer of version ${osImage.version}: correct OSImage ${osImage.name}`,
    );
  }
  assertPlainUrls({ foremanBuilt });
  const endBuildMode =
    foremanBuilt === undefined ? [] : [`${curlPostInShell(release, { url: foremanBuilt, retries: 3 })} || true`];
  return [
    `# ${fqdn} is installed and is to boot from its disk. Written by Bedplate.`,
    'text',
    'lang en_US.UTF-8',
    'keyboard --vckeymap=us',
    'timezone Etc/UTC --utc',
    'rootpw --lock',
    'reboot',
    '',
    '%pre --erroronfail --log=/tmp/bedplate-way-to-disk.log',
    ...endBuildMode,
    'reboot -f',
    '# Not reached, unless the machine goes on all the same: then the installer must not.',
    'exit 1',
    '%end',
    '',
  ].join('\n');
}
