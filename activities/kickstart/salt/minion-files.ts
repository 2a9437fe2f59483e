import { jsonFile, type MachineFile } from './machine-file.ts';
import type { MinionPart } from './parts.ts';

/** Roles are grains of a file of their own: what is set later by salt-api is written into it. */
export function minionFiles({ id, master, masterFingerprint, roles }: MinionPart): MachineFile[] {
  return [
    jsonFile('/etc/salt/minion.d/bedplate.conf', minionConfig(id, master, masterFingerprint)),
    jsonFile('/etc/salt/grains', { roles }),
  ];
}

export function minionConfig(id: string, master: string, masterFingerprint?: string) {
  return {
    id,
    master,
    // Whoever stands at the address of the master without its key is refused, at the first time too.
    ...(masterFingerprint !== undefined && { master_finger: masterFingerprint }),
    // States of a commit see the pillar of that commit.
    pillarenv_from_saltenv: true,
    // The key of an install before this one stands in the way until Bedplate has taken it away.
    rejected_retry: true,
    acceptance_wait_time: 10,
    // A return that the master did not get can be asked for.
    cache_jobs: true,
  };
}
