import type { SeenDeployment } from '../../activities/rollout/look.ts';
import type { Reason } from '../../api/conditions.ts';
import { pausesInForce } from '../../api/pauses.ts';
import { type DeploymentState, isUnderWay, type Next, type Refused, type Wish } from './state.ts';

const PAUSED = { spec: 'PausedBySpec', annotation: 'PausedByAnnotation', command: 'PausedByCommand' } as const;

export function nextOf(state: DeploymentState, now: number): Next {
  const { seen } = state;
  if (!seen) return rest('Unknown', 'it was not looked at yet');
  if (state.desire?.delete)
    return isUnderWay(state) ? { next: 'abort', why: 'it is being deleted' } : { next: 'letGo' };
  return isUnderWay(state) ? beside(state, seen) : afterwards(state, seen, now);
}

/** What goes back is not called off by what is wanted: that is what it goes back from. */
function beside({ current }: DeploymentState, seen: SeenDeployment): Next {
  const { wanted } = seen;
  if (!current || current.rollsBack || current.superseded || !('commit' in wanted)) return { next: 'goOn' };
  if (wanted.commit !== current.commit) return { next: 'supersede', why: `commit ${wanted.commit} is wanted` };
  if (seen.content === current.content && seen.manner === current.manner) return { next: 'goOn' };
  return { next: 'supersede', why: `generation ${seen.generation} says how anew` };
}

function afterwards(state: DeploymentState, seen: SeenDeployment, now: number): Next {
  const { wanted, content, manner, onlyTried, blockers } = seen;
  const [pause] = pausesInForce(seen, state.pauses, now);
  if (pause) return rest(PAUSED[pause.source], `held by ${pause.by}: ${pause.why}`);
  if (state.rollback) return { next: 'begin', wish: backOf(state, seen, state.rollback) };
  if (!('commit' in wanted)) return rest(wanted.reason, wanted.why);
  const { commit } = wanted;
  if (state.good && state.good.commit === commit && state.good.content === content)
    return rest('Succeeded', `every node has ${commit}`);
  const refused = [state.failed, state.tried].find((one) => isRefused(one, { commit, content, manner }));
  if (refused && refused === state.failed) return rest('CommitFailed', `${commit} went wrong: ${refused.why}`);
  if (refused) return rest('Succeeded', `${commit} was tried, and changed nothing: ${refused.why}`);
  if (blockers.length > 0) return rest('DependencyNotReady', blockers.join('; '));
  // Later ones get the good commit as they come: the first time there is none.
  if (!state.good && seen.coming > 0) return rest('NodesComing', `${seen.coming} of its nodes are still on their way`);
  if (seen.minions === 0) return rest('NodesComing', 'no node of its pool has a minion that its master knows');
  const fromCommit = state.good?.commit ?? null;
  const { by = 'bridge', why = '' } = state.desire ?? {};
  return { next: 'begin', wish: { commit, content, manner, onlyTried, fromCommit, by, why } };
}

function isRefused(one: Refused | undefined, wanted: Omit<Refused, 'why'>): boolean {
  return one?.commit === wanted.commit && one.content === wanted.content && one.manner === wanted.manner;
}

/** With the states and in the manner of now: those of then are not known any more. */
function backOf(
  { current }: DeploymentState,
  { content, manner }: SeenDeployment,
  { transaction, to, by, why }: NonNullable<DeploymentState['rollback']>,
): Wish {
  const fromCommit = current?.commit ?? null;
  return { commit: to.commit, content, manner, onlyTried: false, fromCommit, rollsBack: transaction, by, why };
}

function rest(reason: Reason, message: string): Next {
  return { next: 'rest', reason, message };
}
