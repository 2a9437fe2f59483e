import type { ClusterClient } from '../api/cluster/index.ts';
import type { Fleet } from '../activities/fleet/fleet.ts';
import { endRest } from '../activities/ipam/free-at-once.ts';
import { restedAddresses } from '../activities/ipam/quarantine.ts';

const SWEEP_MS = 10_000;

interface SweepDeps {
  client: ClusterClient;
  fleet: Fleet;
  /** Throws when the apiserver can't be relied on: an address that rests in a backup may be in use again. */
  requireMemory: () => Promise<void>;
}

/** Frees addresses whose rest is over. Several workers may do so at once: what is gone is gone. */
export function startQuarantineSweep(deps: SweepDeps, onError: (error: unknown) => void): { stop(): void } {
  const timer = setInterval(() => void sweep(deps).catch(onError), SWEEP_MS);
  return { stop: () => clearInterval(timer) };
}

async function sweep({ client, fleet, requireMemory }: SweepDeps): Promise<void> {
  const due = restedAddresses(fleet.addresses(), fleet.quarantineOf, Date.now());
  if (due.length === 0) return;
  await requireMemory();
  for (const address of due) await endRest(client, address);
}
