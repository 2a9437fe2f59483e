import type { ChangeSet } from './slice.ts';

const MOST_SETS = 20;
const MOST_EXAMPLES = 5;

/** Equal changes are one set; that of most nodes first. */
export function mergeChanges(lists: readonly (readonly ChangeSet[])[]): ChangeSet[] {
  const sets = new Map<string, ChangeSet>();
  for (const { text, nodes, examples } of lists.flat()) {
    const before = sets.get(text) ?? { nodes: 0, examples: [] };
    sets.set(text, {
      text,
      nodes: before.nodes + nodes,
      examples: [...new Set([...before.examples, ...examples])].slice(0, MOST_EXAMPLES),
    });
  }
  return [...sets.values()].sort((a, b) => b.nodes - a.nodes || (a.text < b.text ? -1 : 1)).slice(0, MOST_SETS);
}

/** Those that nobody expects; where nothing is known yet, everything is fine. */
export function surprising(sets: readonly ChangeSet[], expected: readonly string[] | null): ChangeSet[] {
  return expected === null ? [] : sets.filter(({ text }) => !expected.includes(text));
}
