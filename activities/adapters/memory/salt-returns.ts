import type { MinionReturn } from '../../ports/salt-api.ts';

export interface StateResult {
  id: string;
  /** null: it would change, if it were not tried only. */
  result: boolean | null;
  comment?: string;
  changes?: Readonly<Record<string, unknown>>;
}

/** What a minion returns of `state.apply`: a dictionary of states, and retcode 2 when one failed. */
export function statesReturn(states: readonly StateResult[]): MinionReturn {
  const failed = states.some(({ result }) => result === false);
  const dictionary = states.map(({ id, result, comment = '', changes = {} }, index) => [
    `test_|-${id}_|-${id}_|-configurable_test_state`,
    { __id__: id, __run_num__: index, __sls__: 'site', name: id, result, comment, changes, duration: 1 },
  ]);
  return { return: Object.fromEntries(dictionary), retcode: failed ? 2 : 0, success: !failed };
}

/** What it returns when there is no state to run: words alone. */
export function wordsReturn(words: readonly string[], retcode = 1): MinionReturn {
  return { return: words, retcode, success: false };
}

export function busyReturn(jid: string, pid = 4711): MinionReturn {
  return wordsReturn([`The function "state.apply" is running as PID ${pid} and was started at … with jid ${jid}`]);
}

export function valueReturn(value: unknown): MinionReturn {
  return { return: value, retcode: 0, success: true };
}
