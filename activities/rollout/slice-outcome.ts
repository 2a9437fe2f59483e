import { type ChangeSet, type MinionVerdicts, MOST_GROUPS, type SliceOutcome } from '../../api/rollout/slice.ts';
import type { SaltVerdict } from '../../api/salt-verdict.ts';
import { groupFailures } from '../salt/failure-groups.ts';
import { verdictOf, verdictOfSilence } from '../salt/verdict.ts';
import type { Answers } from './await-returns.ts';

const MOST_EXAMPLES = 3;

/** All that a rollout has to know of what came back, in few words. */
export function outcomeOf(answers: Answers): SliceOutcome {
  const verdicts: Record<string, SaltVerdict> = {};
  for (const [minion, answer] of answers) {
    verdicts[minion] = typeof answer === 'string' ? verdictOfSilence(answer) : verdictOf(minion, answer);
  }
  return {
    verdicts: namesByVerdict(verdicts),
    failures: groupFailures(verdicts).slice(0, MOST_GROUPS),
    changeSets: changeSetsOf(verdicts).slice(0, MOST_GROUPS),
  };
}

function namesByVerdict(verdicts: Readonly<Record<string, SaltVerdict>>): MinionVerdicts {
  const names: MinionVerdicts = {};
  for (const [minion, { type }] of Object.entries(verdicts)) (names[type] ??= []).push(minion);
  return names;
}

function changeSetsOf(verdicts: Readonly<Record<string, SaltVerdict>>): ChangeSet[] {
  const sets = new Map<string, ChangeSet>();
  for (const [minion, { changeSet: text }] of Object.entries(verdicts)) {
    if (text === undefined) continue;
    const set = sets.get(text) ?? { text, nodes: 0, examples: [] };
    set.nodes += 1;
    if (set.examples.length < MOST_EXAMPLES) set.examples.push(minion);
    sets.set(text, set);
  }
  return [...sets.values()].sort((a, b) => b.nodes - a.nodes);
}
