import type { SaltFailureGroup } from '../salt-verdict.ts';

type Cause = Pick<SaltFailureGroup, 'stateId' | 'message'>;

/** What is kept of a bucket or a rollout. */
const MOST_GROUPS = 20;
const MOST_EXAMPLES = 5;

/** Equal causes are one line; the one of most nodes first. */
export function mergeFailures(lists: readonly (readonly SaltFailureGroup[])[]): SaltFailureGroup[] {
  const groups = new Map<string, SaltFailureGroup>();
  for (const group of lists.flat()) {
    const { nodes = 0, examples = [] } = groups.get(keyOf(group)) ?? {};
    const { stateId, message } = group;
    groups.set(keyOf(group), {
      stateId,
      message,
      nodes: nodes + group.nodes,
      examples: [...new Set([...examples, ...group.examples])].slice(0, MOST_EXAMPLES),
    });
  }
  return [...groups.values()].sort((a, b) => b.nodes - a.nodes || (keyOf(a) < keyOf(b) ? -1 : 1)).slice(0, MOST_GROUPS);
}

export function isKnown(cause: Cause, known: readonly Cause[]): boolean {
  return known.some((one) => keyOf(one) === keyOf(cause));
}

/** A cause in words. */
export function inWords({ stateId, message }: Cause): string {
  return stateId === '' ? message : `state ${stateId}: ${message}`;
}

function keyOf({ stateId, message }: Cause): string {
  return `${stateId}\n${message}`;
}
