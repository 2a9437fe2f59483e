import { globToRegExp } from '../faults/glob.ts';
import type { JsonObject } from '../storage/json.ts';
import type { StateFunction, StateRule } from './commits.ts';

interface Outcome {
  result: boolean | null;
  comment: string;
  changes: JsonObject;
}

const pretended = { testing: { old: 'Unchanged', new: 'Something pretended to change' } };

/** In Salt's own words; `trial` is what it says with test=True. */
const outcomes: Record<Exclude<StateFunction, 'file.managed'>, { real: Outcome; trial: Outcome }> = {
  'test.succeed_with_changes': {
    real: { result: true, comment: 'Success!', changes: pretended },
    trial: {
      result: null,
      comment: "If we weren't testing, this would be successful with changes",
      changes: pretended,
    },
  },
  'test.succeed_without_changes': {
    real: { result: true, comment: 'Success!', changes: {} },
    trial: {
      result: true,
      comment: 'Success!',
      changes: {},
    },
  },
  'test.fail_with_changes': {
    real: { result: false, comment: 'Failure!', changes: pretended },
    trial: { result: null, comment: "If we weren't testing, this would be failed with changes", changes: pretended },
  },
  'test.fail_without_changes': {
    real: { result: false, comment: 'Failure!', changes: {} },
    trial: { result: false, comment: "If we weren't testing, this would be a failure!", changes: {} },
  },
};

/** The dictionary that a minion returns, and which of the states are settled by it. */
export function applyStates(
  minion: string,
  rules: readonly StateRule[],
  isSettled: (rule: StateRule) => boolean,
  isTrial: boolean,
): { states: JsonObject; failed: boolean; settled: StateRule[] } {
  const states: JsonObject = {};
  const failedIds = new Map<string, StateRule>();
  const settled: StateRule[] = [];
  for (const [index, rule] of rules.filter((each) => globToRegExp(each.minions).test(minion)).entries()) {
    const [module = '', fun = ''] = rule.fun.split('.');
    const required = rule.requires === undefined ? undefined : failedIds.get(rule.requires);
    const outcome = required ? leftOut(required) : outcomeOf(rule, isSettled(rule), isTrial);
    if (outcome.result === false) failedIds.set(rule.id, rule);
    else if (outcome.result) settled.push(rule);
    states[`${module}_|-${rule.id}_|-${rule.id}_|-${fun}`] = {
      name: rule.id,
      ...outcome,
      ...(rule.comment !== undefined && !required && { comment: rule.comment }),
      __sls__: rule.sls,
      __run_num__: index,
      start_time: new Date().toISOString().slice(11, 23),
      duration: 0.25,
      __id__: rule.id,
      ...(required && { __state_ran__: false }),
    };
  }
  return { states, failed: failedIds.size > 0, settled };
}

function leftOut(required: StateRule): Outcome {
  return { result: false, comment: `One or more requisite failed: ${required.sls}.${required.id}`, changes: {} };
}

function outcomeOf(rule: StateRule, isSettled: boolean, isTrial: boolean): Outcome {
  if (rule.fun !== 'file.managed') return isTrial ? outcomes[rule.fun].trial : outcomes[rule.fun].real;
  if (isSettled) return { result: true, comment: `File ${rule.id} is in the correct state`, changes: {} };
  if (isTrial)
    return { result: null, comment: `The file ${rule.id} is set to be changed`, changes: { newfile: rule.id } };
  return { result: true, comment: `File ${rule.id} updated`, changes: { diff: 'New file', mode: '0644' } };
}
