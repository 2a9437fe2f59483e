import {
  type BlownFuse,
  type DeletionRequest,
  type DeletionVerdict,
  type Emptying,
  type FailureDomain,
  limitOf,
} from '../../api/deletion-fuse.ts';
import { parseDuration } from '../../api/duration.ts';

/** A deletion that was let through. Plain and small: some thousand of them go from run to run. */
export interface Emptied extends Emptying {
  /** Milliseconds since the epoch. */
  at: number;
  /** Its domains, such as "rack/r1", and how many machines each had then. */
  domains: Record<string, number>;
}

export interface Decision {
  verdict: DeletionVerdict;
  /** What counts from now on. */
  emptied: Emptied[];
}

/**
 * Whether one more machine may be given up. What counts is how much of a domain was emptied: an asset counts once,
 * however often it was given up, and no more when it stands for a node again. Asked twice, it answers the same.
 */
export function admit(before: readonly Emptied[], request: DeletionRequest, now: number): Decision {
  const emptied = before.filter((entry) => isWithin(entry, request, now) && !isAmong(request.claimedAnew, entry));
  if (isAmong(emptied, request)) {
    // Its machine is still there to be taken down: it counts from now on.
    const renewed = emptied.map((entry) => (isAmong([request], entry) ? { ...entry, at: now } : entry));
    return { verdict: { admitted: true }, emptied: renewed };
  }
  for (const domain of request.domains) {
    const counted = countedOf(emptied, domain);
    const blown = blownBy(counted, domain, request);
    if (!blown) continue;
    const verdict: DeletionVerdict = {
      admitted: false,
      blown,
      counted: counted.map(({ uid, asset }) => ({ uid, asset })),
    };
    return { verdict, emptied };
  }
  const domains = Object.fromEntries(request.domains.map((domain) => [keyOf(domain), domain.total]));
  const entry = { uid: request.uid, asset: request.asset, at: now, domains };
  return { verdict: { admitted: true }, emptied: [...emptied, entry] };
}

function blownBy(
  counted: readonly Emptied[],
  domain: FailureDomain,
  { asset, limits }: DeletionRequest,
): BlownFuse | undefined {
  const assets = new Set(counted.map((entry) => entry.asset));
  // A pool shrinks as its nodes go: what it had at the beginning of the window is what is measured against.
  const total = Math.max(domain.total, ...counted.map((entry) => entry.domains[keyOf(domain)] ?? 0));
  const limit = limitOf(limits, total);
  if (assets.has(asset) || assets.size < limit) return undefined;
  return { kind: domain.kind, name: domain.name, total, emptied: assets.size, limit, window: limits.window };
}

function countedOf(emptied: readonly Emptied[], domain: FailureDomain): Emptied[] {
  return emptied.filter((entry) => keyOf(domain) in entry.domains);
}

function isWithin({ at }: Emptied, { limits }: DeletionRequest, now: number): boolean {
  return at > now - parseDuration(limits.window);
}

function isAmong(some: readonly Emptying[], { uid, asset }: Emptying): boolean {
  return some.some((entry) => entry.uid === uid && entry.asset === asset);
}

function keyOf({ kind, name }: FailureDomain): string {
  return `${kind}/${name}`;
}
