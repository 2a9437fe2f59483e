import { isReady, type Member } from './census.ts';

const BY_HEALTH = { Stalled: 0, Starting: 1, NotReady: 2, Ready: 3 } as const;

/**
 * Who goes first: whom somebody marked; who is of least use; who is of an earlier revision; the newest. By name at last, so that
 * everybody picks the same one.
 */
export function firstToGo(members: readonly Member[]): Member[] {
  return [...members].sort(
    (a, b) =>
      Number(b.deleteFirst) - Number(a.deleteFirst) ||
      BY_HEALTH[a.health.state] - BY_HEALTH[b.health.state] ||
      Number(a.updated) - Number(b.updated) ||
      b.createdAt - a.createdAt ||
      (a.name < b.name ? -1 : 1),
  );
}

/** What makes it one of the first, in words. */
export function whyFirst(member: Member): string {
  if (member.deleteFirst) return 'marked to go first';
  switch (member.health.state) {
    case 'Stalled':
      return `stuck: ${member.health.why}`;
    case 'Starting':
      return 'not installed yet';
    case 'NotReady':
      return 'not Ready';
    case 'Ready':
      return member.updated ? 'the newest' : 'of an earlier revision';
  }
}

/** The first `count` of them. A Ready one goes only while more than `atLeast` are Ready. */
export function pickFirst(
  members: readonly Member[],
  count: number,
  { ready, atLeast }: { ready: number; atLeast: number },
): Member[] {
  let spare = Math.max(0, ready - atLeast);
  const picked: Member[] = [];
  for (const member of firstToGo(members)) {
    if (picked.length >= count) break;
    if (isReady(member) && spare-- <= 0) continue;
    picked.push(member);
  }
  return picked;
}
