import type { DrainHook } from '../../api/kinds/drain-hook.ts';
import type { Http } from '../http/http.ts';

/** What a hook is told, and what it may use. */
export interface DrainContext {
  node: { namespace: string; name: string };
  operation: { type: string; reason: string };
  timeoutMs: number;
  /** Milliseconds between looks. */
  pollMs: number;
  /** One value of a Secret in the node's namespace. */
  secret(name: string, key: string): Promise<string>;
  signal: AbortSignal | undefined;
  /** Programs that the worker's settings allow. */
  commands: readonly string[];
  http: Pick<Http, 'send'>;
}

/** One way to tell those who run something on a machine. It may be told twice, and comes to an end within its time. */
export interface Drainer<Settings> {
  /** Answers what was done, in words. */
  run(settings: Settings, context: DrainContext): Promise<string>;
  /** Lets go on what `run` only held back, and nothing that others hold back. */
  undo?(settings: Settings, context: DrainContext): Promise<string>;
}

export type HookKind = 'command' | 'http' | 'kubernetes';
export type HookSettings<K extends HookKind> = NonNullable<DrainHook[K]>;
