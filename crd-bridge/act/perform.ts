import type { Logger } from 'pino';
import { objectKey, type ClusterClient } from '../../api/cluster/index.ts';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { Action, Planned } from '../plan.ts';
import type { NodeWorkflows } from '../temporal/node-workflows.ts';
import type { Said } from './said.ts';

export interface PerformDependencies {
  client: Pick<ClusterClient, 'mergePatch' | 'applyStatus'>;
  kindOf: (kind: Planned['kind']) => Kind;
  /** Shows a written object to the watch's store at once, so that the next look does not repeat the write. */
  observe: (object: Resource) => void;
  /** Undefined until Temporal was reached for the first time. */
  workflows: () => NodeWorkflows | undefined;
  said: Said;
  /** Told of each desire that arrived. */
  onDesire: (about: Resource) => void;
  /** Told of a node whose workflow has run to its end: it is not begun again. */
  onLetGo: (node: ComputeNode) => Promise<void>;
  /** This process's name, as workflows show it. */
  by: string;
  log: Logger;
}

/** Carries out one decision. Throws ClusterError (Conflict when the object changed meanwhile), or what Temporal says. */
export async function perform(dependencies: PerformDependencies, planned: Planned, action: Action): Promise<void> {
  const { client, kindOf, observe, log } = dependencies;
  const kind = kindOf(planned.kind);
  const { name, namespace } = planned.object.metadata;
  switch (action.type) {
    case 'setFinalizers': {
      const { finalizers, resourceVersion, why } = action;
      observe(await client.mergePatch(kind, { name, namespace }, { metadata: { finalizers } }, { resourceVersion }));
      log.info(
        { kind: kind.kind, namespace, name, finalizers },
        `finalizers of ${objectKey(planned.object.metadata)} written: ${why}`,
      );
      return;
    }
    case 'writeStatus': {
      const { status, resourceVersion } = action;
      observe(await client.applyStatus(kind, { metadata: { name, namespace, resourceVersion }, status }));
      log.debug({ kind: kind.kind, namespace, name, status }, 'status written');
      return;
    }
    case 'desire':
      if (planned.kind === 'ComputeNode') await say(dependencies, planned.object, action);
      return;
    case 'desireProvider':
      if (planned.kind === 'ComputeProvider') await sayOfProvider(dependencies, planned.object, action);
  }
}

async function say(
  { workflows, said, onDesire, onLetGo, by, log }: PerformDependencies,
  node: ComputeNode,
  { desire }: Extract<Action, { type: 'desire' }>,
): Promise<void> {
  const temporal = workflows();
  if (!temporal) throw new Error('Temporal was not reached yet');
  const told = await temporal.desire(node, { ...desire, by });
  const { uid = '', name, namespace, generation } = node.metadata;
  said.remember(uid, desire);
  onDesire(node);
  if (told === 'let-go') return onLetGo(node);
  const what = desire.delete ? 'told to go' : 'told what is wanted';
  log.info(
    { kind: 'ComputeNode', namespace, name, generation },
    `the workflow of ${namespace}/${name} was ${what}: ${desire.why}`,
  );
}

async function sayOfProvider(
  { workflows, said, onDesire, by, log }: PerformDependencies,
  provider: ComputeProvider,
  { desire }: Extract<Action, { type: 'desireProvider' }>,
): Promise<void> {
  const temporal = workflows();
  if (!temporal) throw new Error('Temporal was not reached yet');
  await temporal.desireProvider(provider, { ...desire, by });
  const { uid = '', name, generation } = provider.metadata;
  said.remember(uid, desire);
  onDesire(provider);
  log.info({ kind: 'ComputeProvider', name, generation }, `the workflow of provider ${name} was told: ${desire.why}`);
}
