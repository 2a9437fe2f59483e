import type { Fault } from '../faults/faults.ts';
import { isObject, type JsonObject } from '../storage/json.ts';
import type { JobReturn } from './minion.ts';
import { failed } from './run-function.ts';
import { busy, noTopMatch, refused } from './run-states.ts';
import { startTimeOf } from './jobs.ts';

/** What the minion returns in place of doing the job; null: it does it. */
export function refusalOf(fault: Fault | null, jid: string): JobReturn | null {
  const words = fault?.body;
  switch (fault?.does) {
    case 'busy':
      return busy(jid, 4711, startTimeOf(jid));
    case 'compile-error':
      return refused([words ?? "Rendering SLS 'base:site' failed: Jinja variable 'nothing' is undefined"], 1);
    case 'pillar-error': {
      const reason = words ?? "Rendering SLS 'data' failed. Please see master log for details.";
      return refused(['Pillar failed to render with the following messages:', reason], 5);
    }
    case 'no-top-match':
      return noTopMatch();
    case 'module-error':
      return failed(
        words ?? 'The minion function caused an exception: Traceback (most recent call last):\nOSError: boom',
      );
    default:
      return null;
  }
}

/** The return as the fault makes it, of a job that was done. */
export function spoilt(value: JobReturn, fault: Fault | null): JobReturn {
  if (fault?.does === 'fail') {
    const item = failingState(fault.body ?? 'Failure!');
    return { ...value, return: { ...statesOf(value), ...item }, retcode: 2, success: false };
  }
  if (fault?.does === 'huge') return { ...value, return: { ...statesOf(value), ...bigState(fault.bytes ?? 300_000) } };
  return value;
}

function statesOf({ return: states }: JobReturn): JsonObject {
  return isObject(states) ? states : {};
}

function failingState(comment: string): JsonObject {
  return stateItem('test', 'broken-here', 'fail_without_changes', { result: false, comment, changes: {} });
}

/** One text for all: minions keep what they returned. */
const texts = new Map<number, string>();

function bigState(bytes: number): JsonObject {
  const stdout = texts.get(bytes) ?? 'x'.repeat(bytes);
  texts.set(bytes, stdout);
  const changes = { pid: 4711, retcode: 0, stdout, stderr: '' };
  return stateItem('cmd', 'talkative', 'run', { result: true, comment: 'Command "talkative" run', changes });
}

function stateItem(module: string, id: string, fun: string, outcome: JsonObject): JsonObject {
  const common = { name: id, __sls__: 'site', __run_num__: 99, start_time: '00:00:00.000', duration: 0.25, __id__: id };
  return { [`${module}_|-${id}_|-${id}_|-${fun}`]: { ...outcome, ...common } };
}
