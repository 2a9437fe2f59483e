import { globToRegExp } from '../faults/glob.ts';
import { isObject, textOf, type Json, type JsonObject } from '../storage/json.ts';
import type { Commit, Refusal, StateRule } from './commits.ts';
import type { JobReturn, Minion } from './minion.ts';
import { failed } from './run-function.ts';
import { applyStates } from './state-results.ts';

export interface StateRun {
  minion: Minion;
  kwargs: JsonObject;
  served: ReadonlyMap<string, Commit>;
}

/** `state.apply` and its kin: the highstate, or what `mods` names. */
export function runStates({ minion, kwargs, served }: StateRun): JobReturn {
  const saltenv = textOf(kwargs.saltenv) ?? 'base';
  const commit = served.get(saltenv);
  const refusal = commit && refusalFor(commit, minion);
  if (refusal?.kind === 'pillar')
    return refused(['Pillar failed to render with the following messages:', ...refusal.words], 5);
  const mods = modsOf(kwargs);
  if (mods.length === 0 && (!commit || refusal?.kind === 'top')) return noTopMatch();
  const missing = mods.filter((mod) => !commit?.files.some((file) => slsOf(file) === mod));
  if (missing.length > 0)
    return refused(
      missing.map((mod) => `No matching sls found for '${mod}' in env '${saltenv}'`),
      1,
    );
  if (refusal?.kind === 'compile') return refused(wordsIn(refusal, saltenv), 1);
  const wanted = mods.length > 0 ? mods : commit?.top;
  const rules = (commit?.states ?? []).filter(({ sls }) => wanted === undefined || wanted.includes(sls));
  return applied(minion, saltenv, rules, kwargs.test === true, mods.length === 0);
}

/** `state.show_lowstate`: the states of the highstate, or why there are none; its exit code tells nothing. */
export function showStates({ minion, kwargs, served }: StateRun): JobReturn {
  const saltenv = textOf(kwargs.saltenv) ?? 'base';
  const commit = served.get(saltenv);
  const refusal = commit && refusalFor(commit, minion);
  if (refusal?.kind === 'pillar')
    return failed(
      `ERROR: Pillar failed to render. Additional info follows:\n\n${refusal.words.map((text) => `- ${text}`).join('\n')}`,
    );
  if (refusal?.kind === 'compile') return shown(wordsIn(refusal, saltenv));
  if (!commit || refusal?.kind === 'top') return shown([]);
  const isHere = ({ sls, minions }: StateRule) =>
    globToRegExp(minions).test(minion.id) && (commit.top === undefined || commit.top.includes(sls));
  const rules = commit.states.filter(isHere);
  return shown(
    rules.map(({ id, fun, sls }, order) => {
      const [state = '', name = ''] = fun.split('.');
      return { name: id, state, fun: name, order: 10_000 + order, __env__: saltenv, __id__: id, __sls__: sls };
    }),
  );
}

function shown(list: Json[]): JobReturn {
  return { return: list, retcode: 0, success: true, out: 'nested' };
}

function refusalFor(commit: Commit, { id }: Minion): Refusal | undefined {
  return commit.refusals.find(({ minions }) => globToRegExp(minions).test(id));
}

function wordsIn({ words }: Refusal, saltenv: string): string[] {
  return words.map((text) => text.replaceAll('{saltenv}', saltenv));
}

function applied(
  minion: Minion,
  saltenv: string,
  rules: readonly StateRule[],
  isTrial: boolean,
  isHighstate: boolean,
): JobReturn {
  const isSettled = ({ id }: StateRule) => minion.settled.has(`${saltenv} ${id}`);
  const { states, failed, settled } = applyStates(minion.id, rules, isSettled, isTrial);
  if (isHighstate && Object.keys(states).length === 0) return noTopMatch();
  if (!isTrial) {
    for (const { id } of settled) minion.settled.add(`${saltenv} ${id}`);
    if (isHighstate && !failed) minion.applied = saltenv;
  }
  return { return: states, retcode: failed ? 2 : 0, success: !failed, out: 'highstate' };
}

export function refused(words: string[], retcode: number): JobReturn {
  return { return: words, retcode, success: false, out: 'highstate' };
}

export function noTopMatch(): JobReturn {
  const comment = 'No Top file or master_tops data matches found. Please see master log for details.';
  const item = { result: false, comment, name: 'No States', changes: {}, __run_num__: 0 };
  return { return: { 'no_|-states_|-states_|-None': item }, retcode: 2, success: false, out: 'highstate' };
}

/** How many states it tells of; a list of sentences tells of none, and neither does the one that says that there are none. */
export function statesIn({ return: value }: JobReturn): number {
  return isObject(value) ? Object.keys(value).filter((key) => !key.startsWith('no_|-')).length : 0;
}

export function busy(jid: string, pid: number, startTime: string): JobReturn {
  return refused(
    [`The function "state.apply" is running as PID ${pid} and was started at ${startTime} with jid ${jid}`],
    1,
  );
}

export const refusalKinds = ['compile', 'pillar', 'top'] as const satisfies readonly Refusal['kind'][];

function modsOf({ mods }: JsonObject): string[] {
  const list = Array.isArray(mods) ? mods.flatMap((mod) => textOf(mod) ?? []) : (textOf(mods) ?? '').split(',');
  return list.map((mod) => mod.trim()).filter((mod) => mod !== '');
}

function slsOf(file: string): string {
  return file.replace(/(\/init)?\.sls$/, '').replaceAll('/', '.');
}
