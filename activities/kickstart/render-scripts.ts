import type { NodeAddress, PlanInputs, PlannedImage } from '../../api/plan.ts';
import { curlPost, curlPostInShell, PATIENT_RETRIES } from './curl-command.ts';
import type { Release } from './release.ts';
import { hostsLines } from './render-network.ts';
import type { ResolvedDisk } from './resolved-layout.ts';

export interface InstallCallbacks {
  installed: string;
  failed: string;
  /** Called by the installed system when it booted from its disk. */
  booted: string;
  /** Ends the build mode of Foreman's host. */
  foremanBuilt?: string;
}

const UNIT = 'bedplate-booted.service';
const UNIT_FILE = `/etc/systemd/system/${UNIT}`;

/** A kickstart that reached another machine, or disks that are not there, stop here: nothing is erased yet. */
export function checkMachineScript(provisioning: readonly NodeAddress[], disks: readonly ResolvedDisk[]): string[] {
  return [
    '%pre --erroronfail --log=/tmp/bedplate-pre.log',
    'set -eu',
    'udevadm settle',
    `grep -qixF '${provisioning[0]?.mac}' /sys/class/net/*/address`,
    ...disks.map(({ device }) => `test -b /dev/${device}`),
    '%end',
  ];
}

/** Gives the scripts in the installed system the installer's name servers. A commit is not deployed where packages are put. */
export function resolverScript({ ostree }: PlannedImage): string[] {
  const root = ostree ? '/mnt/sysroot' : '/mnt/sysimage';
  return ['%post --nochroot', `cp /etc/resolv.conf ${root}/etc/resolv.conf || true`, '%end'];
}

/** Names, and a unit that reports the first boot with the SSH host key. It removes itself, and the token in it, when it was heard. */
export function systemScript(
  release: Release,
  inputs: PlanInputs,
  addresses: readonly NodeAddress[],
  callbacks: InstallCallbacks,
): string[] {
  const file = '/etc/ssh/ssh_host_ed25519_key.pub';
  return [
    '%post --erroronfail --log=/root/bedplate-post.log',
    'set -eu',
    "cat >> /etc/hosts <<'EOF'",
    ...hostsLines(inputs, addresses),
    'EOF',
    'install -m 0600 /dev/null ' + UNIT_FILE,
    `cat > ${UNIT_FILE} <<'EOF'`,
    '[Unit]',
    'Description=Report the first boot to Bedplate',
    'Wants=network-online.target',
    'After=network-online.target sshd.service',
    '',
    '[Service]',
    'Type=oneshot',
    'TimeoutStartSec=infinity',
    `ExecStart=${curlPost(release, { url: callbacks.booted, retries: 60, file })}`,
    `ExecStartPost=/usr/bin/systemctl disable ${UNIT}`,
    `ExecStartPost=/usr/bin/rm -f ${UNIT_FILE}`,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    'EOF',
    `systemctl enable ${UNIT}`,
    // A copy of this text, token included.
    'rm -f /root/original-ks.cfg',
    '%end',
  ];
}

/** Stands before the last script, so that a failing report of success is reported as a failure. */
export function failureScript(release: Release, callbacks: InstallCallbacks): string[] {
  const url = callbacks.failed;
  const withLog = curlPostInShell(release, { url, retries: 10, file: '/tmp/anaconda.log' });
  // A log that is missing, or larger than the endpoint takes, must not keep the failure itself back.
  return ['%onerror', `${withLog} || ${curlPostInShell(release, { url, retries: 10 })}`, '%end'];
}

/**
 * The last one: who hears it may power the machine off. Foreman is told first, because a machine that boots from the
 * network asks it what to do next. One of the two must have heard before the machine starts again: nobody would know of
 * the install, and a machine that boots from the network would begin another.
 */
export function installedScript(release: Release, callbacks: InstallCallbacks): string[] {
  const { installed, foremanBuilt } = callbacks;
  const patiently = curlPostInShell(release, { url: installed, retries: PATIENT_RETRIES });
  const lines =
    foremanBuilt === undefined
      ? [patiently]
      : [
          `${curlPostInShell(release, { url: foremanBuilt, retries: 3 })} || ${patiently}`,
          // Foreman is a second witness: that we are deaf is no reason to throw a good install away.
          `${curlPostInShell(release, { url: installed, retries: 10 })} || true`,
        ];
  return ['%post --erroronfail --log=/root/bedplate-installed.log', 'set -e', ...lines, '%end'];
}
