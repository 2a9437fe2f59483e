import { isObject, textOf, type Json, type JsonObject } from '../storage/json.ts';
import type { JobReturn, Minion } from './minion.ts';
import { argumentsOf, type Order } from './order.ts';

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
      return nested(setGrains(minion, { [textOf(kwargs.key ?? first) ?? '']: kwargs.val ?? args[1] ?? null }));
    case 'grains.setvals':
      return nested(setGrains(minion, isObject(first) ? first : {}));
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
  if (!running) return {};
  const { order, pid } = running;
  return {
    pid,
    fun: order.fun,
    arg: argumentsOf(order),
    tgt: order.target,
    jid,
    ret: '',
    tgt_type: 'list',
    ...metadataOf(order),
    user: order.user,
    resource_targets: [],
    pure_resource_target: false,
    minion_is_target: true,
  };
}

function keptJob(minion: Minion, jid: string): Json {
  const kept = minion.kept.get(jid);
  if (!kept) return `Local jobs cache directory /var/cache/salt/minion/minion_jobs/${jid} not found`;
  const { order, value } = kept;
  const { success, retcode } = value;
  const asked = { fun: order.fun, fun_args: argumentsOf(order), user: order.user, ...metadataOf(order) };
  return { success, return: value.return, retcode, jid, ...asked };
}

function metadataOf({ metadata }: Order): JsonObject {
  return Object.keys(metadata).length > 0 ? { metadata } : {};
}

function setGrains(minion: Minion, grains: JsonObject): JsonObject {
  Object.assign(minion.grains, grains);
  return grains;
}

function nested(content: Json): JobReturn {
  return { ...value(content), out: 'nested' };
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
