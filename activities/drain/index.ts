import { command } from './command.ts';
import type { Drainer, HookKind, HookSettings } from './drainer.ts';
import { http } from './http.ts';
import { kubernetes } from './kubernetes.ts';

/** Every way to drain, by the field of a hook that asks for it. */
export const drainers: { readonly [K in HookKind]: Drainer<HookSettings<K>> } = { command, http, kubernetes };
