import type { BlownFuse, Emptying, FailureDomain, FuseLimits } from '../../api/deletion-fuse.ts';
import { POOL_LABEL } from '../../api/groups.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { DeletionFuse } from '../ports/deletion-fuse.ts';
import type { FleetView } from '../scheduling/fleet-view.ts';

export interface FuseDeps {
  fleet: Pick<Fleet, 'view' | 'synced'>;
  fuse: DeletionFuse;
  fuseLimits: FuseLimits;
}

interface Deletion {
  ref: { uid: string };
  asset: string;
  /** Where the asset stood when it was claimed. */
  rack?: string;
}

export type Admission = { admitted: true } | { admitted: false; blown: BlownFuse };

export function fuseActivities({ fleet, fuse, fuseLimits }: FuseDeps) {
  return {
    /** Whether the machine may be taken down now, or somebody must confirm it. May be repeated. */
    async 'fuse.admit'({ ref, asset, rack }: Deletion): Promise<Admission> {
      await fleet.synced;
      const claim = fleet.view.claimOf(asset);
      // What is being cleaned was let through before: holding it now would leave it half undone.
      if (claim?.spec.nodeRef.uid === ref.uid && claim.spec.hold?.phase === 'Cleaning') return { admitted: true };
      const domains = domainsOf(fleet.view, rack, claim?.metadata.labels?.[POOL_LABEL]);
      const request = { uid: ref.uid, asset, domains, limits: fuseLimits };
      const verdict = await fuse.admit({ ...request, claimedAnew: [] });
      if (verdict.admitted) return verdict;
      const claimedAnew = verdict.counted.filter((given) => isClaimedAnew(fleet.view, given));
      const final = claimedAnew.length > 0 ? await fuse.admit({ ...request, claimedAnew }) : verdict;
      return final.admitted ? final : { admitted: false, blown: final.blown };
    },
  };
}

/** The rack with all its assets, and the pool with all nodes that hold a machine. */
function domainsOf(view: FleetView, rack = '', pool?: string): FailureDomain[] {
  let inRack = 0;
  for (const { asset, size } of view.groups()) if ((asset.rack?.name ?? '') === rack) inRack += size;
  const domains: FailureDomain[] = [{ kind: 'rack', name: rack, total: inRack }];
  if (!pool) return domains;
  const inPool = count(view.claims(), ({ metadata, spec }) => metadata.labels?.[POOL_LABEL] === pool && !spec.hold);
  return [...domains, { kind: 'pool', name: pool, total: inPool }];
}

function isClaimedAnew(view: FleetView, { uid, asset }: Emptying): boolean {
  const claim = view.claimOf(asset);
  return claim !== undefined && claim.spec.hold === undefined && claim.spec.nodeRef.uid !== uid;
}

function count<T>(all: Iterable<T>, counts: (one: T) => boolean): number {
  let found = 0;
  for (const one of all) if (counts(one)) found += 1;
  return found;
}
