import type { NodeAddress, PlanInputs } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import { assertPlainUrls } from './callback-url.ts';
import { checkKickstart } from './check-kickstart.ts';
import { survivesErb } from './foreman-template.ts';
import { describeProblems } from './problem.ts';
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
import { storageLines } from './render-storage.ts';
import { resolveLayout } from './resolve-layout.ts';

/** What the call-backs and the operator need beside the image's own packages. */
const NEEDED_PACKAGES = ['curl', 'openssh-server'];

/**
 * The kickstart that installs a node; the same text for the same input. Throws InvalidInput with every problem that
 * `checkKickstart` finds, and for call-back URLs that are not plain.
 */
export function renderKickstart(
  inputs: PlanInputs,
  addresses: readonly NodeAddress[],
  callbacks: InstallCallbacks,
): string {
  const problems = checkKickstart(inputs, addresses);
  const release = releaseOf(inputs.osImage.version);
  const storage = resolveLayout(inputs.layout, inputs.asset);
  if (problems.length > 0 || release === undefined || !storage.resolved) {
    throw new Failure('InvalidInput', `No kickstart can be written for ${inputs.fqdn}:\n${describeProblems(problems)}`);
  }
  assertPlainUrls({ ...callbacks });

  const { layout } = storage;
  const { asset, osImage } = inputs;
  const text = [
    `# ${inputs.fqdn} on ${asset.name}, written by Bedplate.`,
    ...systemLines(release, inputs, addresses),
    ...storageLines(layout, asset.firmware, osImage.kernelArgs),
    'reboot',
    '',
    '%packages',
    ...new Set([...osImage.packages, ...NEEDED_PACKAGES]),
    '%end',
    '',
    ...checkMachineScript(provisioningAddresses(inputs, addresses), layout.disks),
    '',
    ...resolverScript(),
    '',
    ...routesScript(release, inputs, addresses),
    ...systemScript(release, inputs, addresses, callbacks),
    '',
    ...failureScript(release, callbacks),
    '',
    ...installedScript(release, callbacks),
    '',
  ].join('\n');
  // The checks leave nothing that opens a tag; should one be loosened, a template must not become code.
  if (!survivesErb(text)) throw new Failure('InvalidInput', `The kickstart of ${inputs.fqdn} holds an ERB tag`);
  return text;
}

function systemLines(release: Release, inputs: PlanInputs, addresses: readonly NodeAddress[]): string[] {
  return [
    'text',
    'lang en_US.UTF-8',
    'keyboard --vckeymap=us',
    ...timeLines(release, timeServers(addresses)),
    ...networkLines(inputs, addresses),
    `url --url="${inputs.osImage.sourceUrl}"`,
    'rootpw --lock',
    ...inputs.sshKeys.map((key) => `sshkey --username=root "${key}"`),
    'selinux --enforcing',
    'firewall --enabled --ssh',
    'services --enabled=sshd',
    'firstboot --disable',
  ];
}

/** RHEL 9 moved the time servers from `timezone` to `timesource`. */
function timeLines(release: Release, servers: readonly string[]): string[] {
  if (release === 8) {
    return [`timezone Etc/UTC --utc ${servers.length > 0 ? `--ntpservers=${servers.join(',')}` : '--nontp'}`];
  }
  const sources = servers.map((server) => `timesource --ntp-server=${server}`);
  return ['timezone Etc/UTC --utc', ...(sources.length > 0 ? sources : ['timesource --ntp-disable'])];
}
