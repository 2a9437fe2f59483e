import { asyncLocalStorage } from '@temporalio/activity';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { parseDuration } from '../../api/duration.ts';
import type { DrainHook } from '../../api/kinds/drain-hook.ts';
import { liveNode } from '../claims/permit.ts';
import { Failure } from '../failure.ts';
import type { Http } from '../http/http.ts';
import { secretValues } from '../secret-value.ts';
import type { DrainContext, Drainer, HookKind } from './drainer.ts';
import { drainers } from './index.ts';

interface NodeKey {
  namespace: string;
  name: string;
  uid: string;
}

interface HookCall {
  ref: NodeKey;
  hook: DrainHook;
  operation: { type: string; reason: string };
}

export interface DrainDeps {
  client: ClusterClient;
  drain: {
    /** Programs that hooks may run. */
    commands: readonly string[];
    http: Pick<Http, 'send'>;
  };
  pollMs?: number;
}

export function drainActivities({ client, drain, pollMs = 1_000 }: DrainDeps) {
  async function through(act: 'run' | 'undo', { ref, hook, operation }: HookCall): Promise<string> {
    const context: DrainContext = {
      node: ref,
      operation,
      timeoutMs: parseDuration(hook.timeout),
      pollMs,
      secret: secretValues(client, ref.namespace, 'a drain hook'),
      signal: asyncLocalStorage.getStore()?.cancellationSignal,
      ...drain,
    };
    for (const kind of Object.keys(drainers) as HookKind[]) {
      const settings = hook[kind];
      if (settings) return (await (drainers[kind] as Drainer<unknown>)[act]?.(settings, context)) ?? '';
    }
    throw new Failure('InvalidInput', `Drain hook ${hook.name} is none that this version knows`);
  }

  return {
    /** Those of the node as it is now, and `more`; of two with one name, the latter counts. */
    async 'drain.hooks'({ ref, more }: { ref: NodeKey; more: DrainHook[] }): Promise<DrainHook[]> {
      const own = (await liveNode(client, ref))?.spec.drain ?? [];
      const isReplaced = ({ name }: DrainHook) => more.some((hook) => hook.name === name);
      return [...own.filter((hook) => !isReplaced(hook)), ...more];
    },
    /** Returns once those who run something there let the machine go. */
    'drain.run': (call: HookCall): Promise<string> => through('run', call),
    'drain.undo': (call: HookCall): Promise<string> => through('undo', call),
  };
}
