import { isObject, objectOf, textOf, type Json, type JsonObject } from '../../storage/json.ts';

/** One call of a request's list. */
export interface Lowstate {
  client: string;
  fun: string;
  args: Json[];
  kwargs: JsonObject;
  target: string[];
  jid: string | null;
  metadata: JsonObject;
  fullReturn: boolean;
  /** Everything that came, where a function takes its arguments beside `fun`. */
  all: JsonObject;
}

export function readLowstate(sent: Json): Lowstate {
  const all = objectOf(sent);
  const { arg, tgt } = all;
  return {
    client: textOf(all.client) ?? '',
    fun: textOf(all.fun) ?? '',
    args: Array.isArray(arg) ? arg : arg === undefined ? [] : [arg],
    kwargs: isObject(all.kwarg) ? all.kwarg : {},
    target: Array.isArray(tgt) ? tgt.flatMap((id) => textOf(id) ?? []) : (textOf(tgt) ?? '').split(','),
    jid: textOf(all.jid),
    metadata: objectOf(all.metadata),
    fullReturn: all.full_return === true,
    all,
  };
}
