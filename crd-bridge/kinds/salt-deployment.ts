import type { StoreChange } from '../../api/cluster/index.ts';
import { POOL_LABEL, SALT_DEPLOYMENT_FINALIZER } from '../../api/groups.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import { saltDeployment, type SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { surroundingsDigest, surroundingsOf } from '../../api/rollout/surroundings.ts';
import { refOf } from '../../api/ref-of.ts';
import {
  SALT_DEPLOYMENT_WORKFLOW,
  type SaltDeploymentDesire,
  saltDeploymentDesireSignal,
  type SaltDeploymentInput,
  saltDeploymentWorkflowId,
} from '../../workflows/contract.ts';
import type { FleetView } from '../observe/view.ts';
import { bridgedKind, type Touched } from './bridged-kind.ts';
import { pauseByAnnotation, showsGeneration, showsPauses, wishOf } from './reflected.ts';

type View = Pick<FleetView, 'nodesIn' | 'minionsIn' | 'mastersIn' | 'deploymentsIn'>;

export const saltDeployments = bridgedKind({
  kind: saltDeployment,
  chain: {
    workflow: SALT_DEPLOYMENT_WORKFLOW,
    workflowId: (deployment) => saltDeploymentWorkflowId(refOf(deployment)),
    input: (deployment, around): SaltDeploymentInput => ({ ref: refOf(deployment), ...around }),
    signal: saltDeploymentDesireSignal.name,
    endsForGood: true,
    finalizer: { name: SALT_DEPLOYMENT_FINALIZER, why: 'its rollout comes to a safe point before it goes' },
    isReflected,
    wish: desireOf,
    summary: ({ metadata, spec }) =>
      `SaltDeployment ${metadata.namespace}/${metadata.name}: the states of pool ${spec.nodePool}`,
  },
  // Others wait for its good commit.
  affects: ({ object }, view) => [
    deploymentsAround(object, view, ({ spec }) => spec.dependsOn.includes(object.metadata.name)),
  ],
});

/** Of the changed object's namespace: those that look at it. */
export function deploymentsAround(
  { metadata }: Pick<Resource, 'metadata'>,
  view: Pick<FleetView, 'deploymentsIn'>,
  looksAtIt: (deployment: SaltDeployment) => boolean,
): Touched {
  return { kind: saltDeployment, objects: view.deploymentsIn(metadata.namespace ?? '').filter(looksAtIt) };
}

/** Those whose pool the node belongs to, or belonged to. */
export function deploymentsOfNode(change: StoreChange<ComputeNode>, view: Pick<FleetView, 'deploymentsIn'>): Touched {
  const { object } = change;
  const previous = change.type === 'upsert' ? change.previous : undefined;
  const pools = [object, previous].map((node) => node?.metadata.labels?.[POOL_LABEL]);
  return deploymentsAround(object, view, ({ spec }) => pools.includes(spec.nodePool));
}

/** Its chain saw this generation of it, its pauses, and what it depends on as it is. */
function isReflected(deployment: SaltDeployment, view: View): boolean {
  if (!showsGeneration(deployment) || !showsPauses(deployment)) return false;
  return deployment.status?.surroundings === digestOf(deployment, view);
}

function digestOf(deployment: SaltDeployment, view: View): string {
  const { namespace = '' } = deployment.metadata;
  return surroundingsDigest(
    surroundingsOf(deployment, {
      nodes: view.nodesIn(namespace),
      minions: view.minionsIn(namespace),
      masters: view.mastersIn(namespace),
      deployments: view.deploymentsIn(namespace),
    }),
  );
}

function desireOf(deployment: SaltDeployment, missing: boolean, view: View): Omit<SaltDeploymentDesire, 'by'> {
  return {
    ...wishOf(deployment, missing, 'its pauses, its nodes, its master or what it depends on changed'),
    ...pauseByAnnotation(deployment),
    surroundings: digestOf(deployment, view),
  };
}
