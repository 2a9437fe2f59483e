import type { SaltMinion } from '../kinds/salt-minion.ts';
import { hasCommit, isRenewed } from './surroundings.ts';

/** Nodes that came, or were installed anew, after the last rollout was begun, and have not the good commit. */
export interface Behind {
  behind: string[];
  /** The fingerprints of those among them that were installed anew. */
  renewed: Record<string, string>;
}

const MOST_AT_ONCE = 50;

/** Some of them: of those that had no turn yet, the first. */
export function behindOf(
  names: readonly string[],
  minions: ReadonlyMap<string, SaltMinion>,
  good: string,
  tried: readonly string[],
): Behind {
  const hadTurns = new Set(tried);
  const fingerprintOf = (name: string): string | undefined => {
    const minion = minions.get(name);
    return isRenewed(minion) ? (minion?.status?.fingerprint ?? '') : undefined;
  };
  const behind = names
    .filter((name) => !hasCommit(minions.get(name), good) && !hadTurns.has(turnOf(name, fingerprintOf(name))))
    .slice(0, MOST_AT_ONCE);
  const renewed = behind.flatMap((name): [string, string][] => {
    const fingerprint = fingerprintOf(name);
    return fingerprint === undefined ? [] : [[name, fingerprint]];
  });
  return { behind, renewed: Object.fromEntries(renewed) };
}

/** What is tried once for each commit: a node, and each install of its machine after the first. */
export function turnOf(name: string, renewed: string | undefined): string {
  return renewed === undefined ? name : `${name} ${renewed}`;
}
