import type { Logger } from 'pino';
import { objectKey, type ClusterClient } from '../../api/cluster/index.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import type { Action, BridgedKind, Wish } from '../kinds/bridged-kind.ts';
import type { Workflows } from '../temporal/workflows.ts';
import type { Said } from './said.ts';

export interface PerformDependencies {
  client: Pick<ClusterClient, 'mergePatch' | 'applyStatus'>;
  /** Shows a written object to the watch's store at once, so that the next look does not repeat the write. */
  observe: (object: Resource) => void;
  /** Undefined until Temporal was reached for the first time. */
  workflows: () => Workflows | undefined;
  said: Said;
  /** Told of each desire that arrived. */
  onDesire: (about: Resource) => void;
  /** Told of an object whose workflow has run to its end: it is not begun again. */
  onLetGo: (bridged: BridgedKind, object: Resource) => Promise<void>;
  /** This process's name, as workflows show it. */
  by: string;
  log: Logger;
}

/** Carries out one decision. Throws ClusterError (Conflict when the object changed meanwhile), or what Temporal says. */
export async function perform(
  dependencies: PerformDependencies,
  bridged: BridgedKind,
  object: Resource,
  action: Action,
): Promise<void> {
  const { client, observe, log } = dependencies;
  const { kind } = bridged;
  const { name, namespace } = object.metadata;
  switch (action.type) {
    case 'setFinalizers': {
      const { finalizers, resourceVersion, why } = action;
      observe(await client.mergePatch(kind, { name, namespace }, { metadata: { finalizers } }, { resourceVersion }));
      log.info(
        { kind: kind.kind, namespace, name, finalizers },
        `finalizers of ${objectKey(object.metadata)} written: ${why}`,
      );
      return;
    }
    case 'writeStatus': {
      const { status, resourceVersion, beside } = action;
      observe(await client.applyStatus(kind, { metadata: { name, namespace, resourceVersion }, status }, { beside }));
      log.debug({ kind: kind.kind, namespace, name, status }, 'status written');
      return;
    }
    case 'desire':
      await say(dependencies, bridged, object, action.desire);
  }
}

async function say(
  { workflows, said, onDesire, onLetGo, by, log }: PerformDependencies,
  bridged: BridgedKind,
  object: Resource,
  desire: Wish,
): Promise<void> {
  const temporal = workflows();
  if (!temporal) throw new Error('Temporal was not reached yet');
  const told = await temporal.desire(bridged, object, { ...desire, by });
  const { uid = '', name, namespace, generation } = object.metadata;
  said.remember(uid, desire);
  onDesire(object);
  if (told === 'let-go') return onLetGo(bridged, object);
  const { kind } = bridged.kind;
  log.info(
    { kind, namespace, name, generation },
    `the workflow of ${kind} ${objectKey(object.metadata)} was told: ${desire.why}`,
  );
}
