import type { SaltFailureGroup } from '../../api/salt-verdict.ts';
import { type ChangeSet, type MinionVerdicts, MOST_GROUPS, type SliceOutcome } from '../../api/rollout/slice.ts';

export const NO_OUTCOME: SliceOutcome = { verdicts: {}, failures: [], changeSets: [] };

/** Those that Salt did not send it to. */
export function withMissing(outcome: SliceOutcome, missing: string[]): SliceOutcome {
  if (missing.length === 0) return outcome;
  return { ...outcome, verdicts: { ...outcome.verdicts, KeyNotAccepted: missing } };
}

/** Of two parts of a slice. */
export function merged(one: SliceOutcome, other: SliceOutcome): SliceOutcome {
  const verdicts: MinionVerdicts = { ...one.verdicts };
  for (const [verdict, minions] of Object.entries(other.verdicts) as [keyof MinionVerdicts, string[]][]) {
    verdicts[verdict] = [...(verdicts[verdict] ?? []), ...minions];
  }
  return {
    verdicts,
    failures: mergedGroups([...one.failures, ...other.failures], ({ stateId, message }) => `${stateId} ${message}`),
    changeSets: mergedGroups([...one.changeSets, ...other.changeSets], ({ text }) => text),
  };
}

function mergedGroups<G extends SaltFailureGroup | ChangeSet>(groups: readonly G[], keyOf: (group: G) => string): G[] {
  const byKey = new Map<string, G>();
  for (const group of groups) {
    const known = byKey.get(keyOf(group));
    const sum = known && {
      ...known,
      nodes: known.nodes + group.nodes,
      examples: [...known.examples, ...group.examples].slice(0, 5),
    };
    byKey.set(keyOf(group), sum ?? group);
  }
  return [...byKey.values()].sort((a, b) => b.nodes - a.nodes).slice(0, MOST_GROUPS);
}
