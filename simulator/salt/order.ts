import type { Json, JsonObject } from '../storage/json.ts';

/** One function for some minions, as the master sends it out. */
export interface Order {
  jid: string;
  fun: string;
  args: Json[];
  kwargs: JsonObject;
  target: string[];
  metadata: JsonObject;
  user: string;
}

/** Its arguments in one list, as Salt shows them. */
export function argumentsOf({ args, kwargs }: Pick<Order, 'args' | 'kwargs'>): Json[] {
  return Object.keys(kwargs).length > 0 ? [...args, { __kwarg__: true, ...kwargs }] : args;
}
