import { isObject, textOf, type Json, type JsonObject } from '../storage/json.ts';
import type { JobReturn, Minion } from './minion.ts';

export interface FunctionCall {
  fun: string;
  args: readonly Json[];
  kwargs: JsonObject;
}

/** What a minion's own functions return, but for those that run states. */
export function runFunction(minion: Minion, { fun, args, kwargs }: FunctionCall): JobReturn {
  const [first] = args;
  switch (fun) {
    case 'test.ping':
      return Object.keys(kwargs).length > 0 ? unknownArguments(fun, kwargs) : value(true);
    case 'saltutil.find_job':
      return value(findJob(minion, textOf(first) ?? ''));
    case 'saltutil.find_cached_job':
      return value(keptJob(minion, textOf(first) ?? ''));
    case 'grains.setval':
      return value(setGrains(minion, { [textOf(kwargs.key ?? first) ?? '']: kwargs.val ?? args[1] ?? null }));
    case 'grains.setvals':
      return value(setGrains(minion, isObject(first) ? first : {}));
    case 'grains.get':
      return value(minion.grains[textOf(kwargs.key ?? first) ?? ''] ?? '');
    case 'grains.items':
      return value({ ...minion.grains });
    default:
      return failed(`'${fun}' is not available.`);
  }
}

function findJob(minion: Minion, jid: string): Json {
  const running = minion.running.get(jid);
  return running ? { pid: running.pid, fun: running.fun, jid, ret: '' } : {};
}

function keptJob(minion: Minion, jid: string): Json {
  const kept = minion.kept.get(jid);
  return kept ? { ...kept, jid } : null;
}

function setGrains(minion: Minion, grains: JsonObject): JsonObject {
  Object.assign(minion.grains, grains);
  return grains;
}

function value(content: Json): JobReturn {
  return { return: content, retcode: 0, success: true };
}

export function failed(words: string): JobReturn {
  return { return: words, retcode: 1, success: false, out: 'nested' };
}

function unknownArguments(fun: string, kwargs: JsonObject): JobReturn {
  const named = Object.entries(kwargs).map(
    ([name, content]) => `${name}=${textOf(content) ?? JSON.stringify(content)}`,
  );
  return failed(`ERROR executing '${fun}': The following keyword arguments are not valid: ${named.join(', ')}`);
}
