import type { ClusterClient } from '../api/cluster/index.ts';
import type { Fleet } from '../activities/fleet/fleet.ts';
import { endQuarantines } from '../activities/ipam/activities.ts';
import { restedAddresses } from '../activities/ipam/quarantine.ts';

const SWEEP_MS = 10_000;

/** Frees addresses whose rest is over. Several workers may do so at once: what is gone is gone. */
export function startQuarantineSweep(
  client: ClusterClient,
  fleet: Fleet,
  onError: (error: unknown) => void,
): { stop(): void } {
  const timer = setInterval(() => {
    const due = restedAddresses(fleet.addresses(), fleet.quarantineOf, Date.now());
    endQuarantines(client, due).catch(onError);
  }, SWEEP_MS);
  return { stop: () => clearInterval(timer) };
}
