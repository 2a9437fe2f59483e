import type { SaltFailureGroup, SaltVerdict } from '../../api/salt-verdict.ts';

const MOST_EXAMPLES = 3;

/** One line for each cause, whatever the number of minions; most of them first. */
export function groupFailures(verdicts: Readonly<Record<string, SaltVerdict>>): SaltFailureGroup[] {
  const groups = new Map<string, SaltFailureGroup>();
  for (const [minion, { causes }] of Object.entries(verdicts)) {
    for (const [key, cause] of new Map(causes.map((cause) => [`${cause.stateId}\n${cause.message}`, cause]))) {
      const group = groups.get(key) ?? { ...cause, nodes: 0, examples: [] };
      group.nodes += 1;
      if (group.examples.length < MOST_EXAMPLES) group.examples.push(minion);
      groups.set(key, group);
    }
  }
  return [...groups.values()].sort((a, b) => b.nodes - a.nodes || (a.stateId < b.stateId ? -1 : 1));
}
