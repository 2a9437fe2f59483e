import { boundsOf } from './bounds.ts';
import { type Census, isReady, type Member } from './census.ts';
import { isMixed, mixOf, updatedShare } from './mix.ts';
import { freeSlots } from './names.ts';
import { pickFirst, whyFirst } from './order.ts';
import type { Adopt, Create, Delete, PoolPlan, Release } from './plan.ts';
import type { Expected, PoolView, RevisionRef } from './view.ts';

export type Acts = Pick<PoolPlan, 'creates' | 'deletes' | 'adopts' | 'releases'>;

const NOTHING: Acts = { releases: [], adopts: [], deletes: [], creates: [] };

/** All that is to be done by now, however much it is. */
export function decide(view: PoolView, census: Census): Acts {
  if (view.pool.deletion === 'Delete') return { ...NOTHING, deletes: deletesOf(census.members, 'PoolDeleted') };
  if (view.pool.deletion === 'Orphan') return { ...NOTHING, releases: leaveAlone(census) };
  if (view.pool.refused !== undefined) return NOTHING;
  const { adopts, creates } = fill(view, census);
  return { releases: giveUp(census), adopts, deletes: thinOut(view, census), creates };
}

/** Nodes of an earlier revision are being replaced. */
export function isRolling(view: PoolView, census: Census): boolean {
  return view.pauses.length === 0 && isMixed(view, census);
}

/** What is missing is taken from those that nobody has, and made otherwise; never more machines than the bound. */
function fill(view: PoolView, census: Census): Pick<Acts, 'adopts' | 'creates'> {
  const { pool, target } = view;
  const { members, leaving, orphans } = census;
  const { surge } = boundsOf(pool.strategy, pool.replicas);
  const room = Math.max(0, pool.replicas + surge - members.length - leaving.length);
  const lacking = Math.max(0, pool.replicas - members.length);
  const missing = isRolling(view, census) ? pool.replicas - members.filter(({ updated }) => updated).length : lacking;

  const adopts = orphans
    .slice(0, Math.min(lacking, room))
    // Whatever it was made of, it stays as it is until the template changes: to be adopted must not mean to be wiped.
    .map(({ name, uid }): Adopt => ({ name, uid, revision: target.hash }));
  const count = Math.max(0, Math.min(missing, room) - adopts.length);
  const kept = count - countNew(view, census, count, adopts.length);
  const slots = freeSlots(pool, census.names, count);
  const creates = slots.map((free, index): Create => {
    return { ...free, revision: (index < kept ? revisionToKeep(view) : target).hash };
  });
  return { adopts, creates };
}

/** Of `count` nodes to be made so many get the new revision. A pause spreads it no further than its share. */
function countNew(view: PoolView, census: Census, count: number, adopted: number): number {
  if (view.pauses.length === 0) return count;
  const mix = mixOf(view, census);
  if (!mix) return 0;
  const has = census.members.filter(({ updated }) => updated).length + adopted;
  return Math.min(count, Math.max(0, updatedShare(mix, view.pool.replicas) - has));
}

/** What is made while a pause holds a rollout, beyond the share of the new one: as it was. */
export function revisionToKeep({ memory, target }: PoolView): RevisionRef {
  return memory.settled ?? target;
}

/** First those that are too many, then those of earlier revisions as the bounds allow. */
function thinOut(view: PoolView, census: Census): Delete[] {
  const { replicas, strategy } = view.pool;
  const { surge, unavailable } = boundsOf(strategy, replicas);
  const atLeast = replicas - unavailable;
  let rest = census.members;
  const take = (from: readonly Member[], count: number) => {
    const picked = new Set(pickFirst(from, count, { ready: countReady(rest), atLeast }));
    rest = rest.filter((member) => !picked.has(member));
    return [...picked];
  };

  // A pause leaves standing what the rollout has made beyond the number that is wanted.
  const tooMany = rest.length - replicas - (isMixed(view, census) ? surge : 0);
  const mix = mixOf(view, census);
  const surplus = mix ? take(newOf(rest), Math.min(tooMany, newOf(rest).length - updatedShare(mix, replicas))) : [];
  surplus.push(...take(mix ? rest.filter(({ updated }) => !updated) : rest, tooMany - surplus.length));
  surplus.push(...take(newOf(rest), newOf(rest).length - replicas));
  if (!isRolling(view, census)) return deletesOf(surplus, 'ScaleDown');

  // New ones that are not Ready yet are missing already.
  const room = rest.length - atLeast - rest.filter((member) => member.updated && !isReady(member)).length;
  const earlier = rest.filter((member) => !member.updated);
  return [...deletesOf(surplus, 'ScaleDown'), ...deletesOf(take(earlier, room), 'Rollout')];
}

function newOf(members: readonly Member[]): Member[] {
  return members.filter(({ updated }) => updated);
}

function countReady(members: readonly Member[]): number {
  return members.filter(isReady).length;
}

/** One that does not show yet is deleted as soon as it does. */
function deletesOf(members: readonly Member[], reason: Delete['reason']): Delete[] {
  return members.flatMap((member) => {
    const { name, uid } = member;
    if (uid === undefined) return [];
    return { name, uid, reason, why: reason === 'PoolDeleted' ? 'the pool is deleted' : whyFirst(member) };
  });
}

function giveUp({ misfits }: Census): Release[] {
  return misfits.map(({ name, uid }) => ({ name, uid, why: 'no longer selected' }));
}

function leaveAlone({ members, misfits }: Census): Release[] {
  const seen = members.flatMap(({ name, uid }) => (uid === undefined ? [] : { name, uid }));
  const why = 'the deleted pool leaves its nodes to themselves';
  return [...seen, ...misfits].map(({ name, uid }) => ({ name, uid, why }));
}

/** The first `batch` acts: a large pool is worked off in several plans, so that none of them is large. */
export function atMost({ releases, adopts, deletes, creates }: Acts, batch: number): Acts & { more: boolean } {
  let left = batch;
  const some = <Act>(acts: readonly Act[]): readonly Act[] => {
    const taken = acts.slice(0, left);
    left -= taken.length;
    return taken;
  };
  const more = releases.length + adopts.length + deletes.length + creates.length > batch;
  return { releases: some(releases), adopts: some(adopts), deletes: some(deletes), creates: some(creates), more };
}

/** What these acts will show as, once they are done. */
export function expectedOf({ releases, adopts, deletes, creates }: Acts, at: number): Expected[] {
  return [
    ...releases.map(({ uid }): Expected => ({ act: 'release', uid, at })),
    ...adopts.map(({ uid, revision }): Expected => ({ act: 'adopt', uid, revision, at })),
    ...deletes.map(({ uid }): Expected => ({ act: 'delete', uid, at })),
    ...creates.map(({ name, revision }): Expected => ({ act: 'create', name, revision, at })),
  ];
}
