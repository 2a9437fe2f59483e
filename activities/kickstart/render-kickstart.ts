import type { NodeAddress, PlanInputs, PlannedImage } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import { assertPlainUrls } from './callback-url.ts';
import { imageOf } from './check-image.ts';
import { checkKickstart } from './check-kickstart.ts';
import { describeProblems, type Problem } from './problem.ts';
import { type Release, releaseOf } from './release.ts';
import { networkLines, provisioningAddresses, timeServers } from './render-network.ts';
import { routesScript } from './render-routes.ts';
import {
  checkMachineScript,
  failureScript,
  type InstallCallbacks,
  installedScript,
  resolverScript,
  systemScript,
} from './render-scripts.ts';
import { saltPackages, saltPorts, saltRepository, saltScripts } from './salt/render-salt.ts';
import type { SaltParts } from './salt/parts.ts';
import { storageLines } from './render-storage.ts';
import { resolveLayout } from './resolve-layout.ts';
import { BUILT_IN_TEMPLATES } from './templates/built-in.ts';
import { checkFilled } from './templates/check-filled.ts';
import { fillTemplate } from './templates/fill-template.ts';
import { type Sections, templateVariables } from './templates/variables.ts';

/** What the call-backs and the operator need beside the image's own packages. */
const NEEDED_PACKAGES = ['curl', 'openssh-server'];

/**
 * The kickstart that installs a node; the same text for the same input. `template` is the operator's own, in place of the
 * built-in one, `salt` what the machine becomes of Salt. Throws InvalidInput with every problem that `checkKickstart` finds, with those of a template that can't be
 * filled in, and for call-back URLs that are not plain.
 */
export function renderKickstart(
  inputs: PlanInputs,
  addresses: readonly NodeAddress[],
  callbacks: InstallCallbacks,
  template = BUILT_IN_TEMPLATES[inputs.osImage.template],
  salt: SaltParts = {},
): string {
  const problems = checkKickstart(inputs, addresses);
  const release = releaseOf(inputs.osImage.version);
  const storage = resolveLayout(inputs.layout, inputs.asset);
  if (problems.length > 0 || release === undefined || !storage.resolved || template === undefined) {
    throw refusal(inputs, problems);
  }
  assertPlainUrls({ ...callbacks, 'salt-key': salt.minion?.keyUrl });

  const { layout } = storage;
  const { asset, osImage } = inputs;
  const sections: Sections = {
    system: text(systemLines(release, inputs, addresses, saltPorts(salt))),
    network: text(networkLines(inputs, addresses)),
    source: text([...sourceLines(osImage), ...(osImage.ostree ? [] : saltRepository(salt))]),
    storage: text(storageLines(layout, asset.firmware, osImage.kernelArgs, inputs.kept)),
    packages: osImage.ostree ? '' : packagesText([...osImage.packages, ...NEEDED_PACKAGES, ...saltPackages(salt)]),
    scripts: [
      checkMachineScript(provisioningAddresses(inputs, addresses), layout.disks),
      resolverScript(osImage),
      routesScript(release, inputs, addresses),
      systemScript(release, inputs, addresses, callbacks),
      ...saltScripts(release, salt),
      failureScript(release, callbacks),
      installedScript(release, callbacks),
    ]
      .filter((lines) => lines.length > 0)
      .map(text)
      .join('\n\n'),
  };
  const filled = fillTemplate(template, templateVariables(inputs, addresses, release, sections));
  if (!filled.filled) throw refusal(inputs, [filled.problem]);
  const faults = checkFilled(filled.text, sections);
  if (faults.length > 0) throw refusal(inputs, faults);
  return filled.text;
}

function refusal({ fqdn }: PlanInputs, problems: readonly Problem[]): Failure {
  return new Failure('InvalidInput', `No kickstart can be written for ${fqdn}:\n${describeProblems(problems)}`);
}

function text(lines: readonly string[]): string {
  return lines.join('\n');
}

function packagesText(packages: readonly string[]): string {
  return text(['%packages', ...new Set(packages), '%end']);
}

function systemLines(release: Release, inputs: PlanInputs, addresses: readonly NodeAddress[], ports: string): string[] {
  return [
    'text',
    'lang en_US.UTF-8',
    'keyboard --vckeymap=us',
    ...timeLines(release, timeServers(addresses)),
    'rootpw --lock',
    ...inputs.sshKeys.map((key) => `sshkey --username=root "${key}"`),
    'selinux --enforcing',
    `firewall --enabled --ssh${ports}`,
    'services --enabled=sshd',
    'firstboot --disable',
    'reboot',
  ];
}

function sourceLines({ sourceUrl, ostree }: PlannedImage): string[] {
  if (!ostree) return [`url --url="${sourceUrl}"`];
  const image = imageOf(ostree);
  const { osName, remote, url, ref, verify } = ostree;
  if (image !== undefined) {
    const unverified = verify ? '' : ' --no-signature-verification';
    return [`ostreecontainer --stateroot=${osName} --url=${image} --transport=registry${unverified}`];
  }
  return [`ostreesetup --osname=${osName} --remote=${remote} --url="${url}" --ref=${ref}${verify ? '' : ' --nogpg'}`];
}

/** RHEL 9 moved the time servers from `timezone` to `timesource`. */
function timeLines(release: Release, servers: readonly string[]): string[] {
  if (release === 8) {
    return [`timezone Etc/UTC --utc ${servers.length > 0 ? `--ntpservers=${servers.join(',')}` : '--nontp'}`];
  }
  const sources = servers.map((server) => `timesource --ntp-server=${server}`);
  return ['timezone Etc/UTC --utc', ...(sources.length > 0 ? sources : ['timesource --ntp-disable'])];
}
