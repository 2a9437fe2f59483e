import type { SaltMinion } from '../../api/kinds/salt-minion.ts';
import { isAccepted } from '../../api/salt/surroundings.ts';
import type { MinionReturn, SaltApi } from '../ports/salt-api.ts';
import { isBusy } from '../salt/verdict.ts';
import type { Fact } from './judge.ts';

/** What came of it when minions were to compile a commit: who was asked for what, and what there is to say. */
export interface Trial {
  commit: string;
  minions: readonly string[];
  fact: Fact;
}

const MOST_MINIONS = 16;
const MOST_WORDS = 2_000;

/**
 * Which minions compile a commit to see whether that can be done: one of each set of roles. States and pillar are
 * rendered with what a minion is, so that the master alone can't tell.
 */
export function minionsToAsk(minions: readonly SaltMinion[]): string[] {
  const ofRoles = new Map<string, string>();
  for (const { metadata, spec } of minions.filter(isAccepted)) {
    const roles = JSON.stringify([...spec.roles].sort());
    const first = ofRoles.get(roles);
    if (first === undefined || metadata.name < first) ofRoles.set(roles, metadata.name);
  }
  return [...ofRoles.values()].sort().slice(0, MOST_MINIONS);
}

/** A commit stays what it is: who has compiled it, or could not, is not asked again. */
export async function tryStates(
  salt: Pick<SaltApi, 'run'>,
  commit: string,
  minions: readonly string[],
  before: Trial | undefined,
): Promise<Trial> {
  const isSame = before?.commit === commit && before.minions.join() === minions.join();
  if (before && isSame && before.fact.status !== 'Unknown') return before;
  const kwargs = { saltenv: commit, pillarenv: commit };
  const returns = minions.length > 0 ? await salt.run({ fun: 'state.show_lowstate', minions, kwargs }) : {};
  return { commit, minions, fact: judgeStates(commit, minions, returns) };
}

export function judgeStates(
  commit: string,
  minions: readonly string[],
  returns: Readonly<Record<string, MinionReturn>>,
): Fact {
  if (minions.length === 0) {
    const message = `No minion of the master is accepted yet, and only a minion can tell whether ${commit} compiles.`;
    return { status: 'Unknown', reason: 'NoMinion', message };
  }
  const answers = Object.entries(returns).map(([minion, returned]) => ({ minion, words: wordsOf(returned) }));
  const answered = answers.filter(({ words }) => !isBusy(words));
  const broken = answered.find(({ words }) => words !== '');
  if (broken) {
    const message = `${broken.minion} can't compile ${commit}: ${broken.words}`.slice(0, MOST_WORDS);
    return { status: 'False', reason: 'CompileError', message };
  }
  const missing = minions.filter((minion) => !answered.some((answer) => answer.minion === minion));
  if (missing.length > 0) {
    const message = `${missing.join(', ')} did not answer, or runs states now: whether ${commit} compiles there is asked again.`;
    return { status: 'Unknown', reason: 'MinionSilent', message };
  }
  return { status: 'True', reason: 'Succeeded', message: `${commit} compiles on ${minions.join(', ')}.` };
}

/** What Salt has against it: sentences instead of states, whatever the exit code. */
function wordsOf({ return: value, retcode }: MinionReturn): string {
  if (typeof value === 'string' && retcode !== 0) return value;
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string').join('\n') : '';
}
