import type { StoreChange } from '../../api/cluster/index.ts';
import { SALT_MASTER_FINALIZER } from '../../api/groups.ts';
import { saltMaster, type SaltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import { masterSurroundings } from '../../api/salt/surroundings.ts';
import { refOf } from '../../api/ref-of.ts';
import {
  SALT_MASTER_WORKFLOW,
  type SaltDesire,
  saltMasterDesireSignal,
  type SaltMasterInput,
  saltMasterWorkflowId,
} from '../../workflows/contract.ts';
import type { FleetView } from '../observe/view.ts';
import { bridgedKind, cameOrWent } from './bridged-kind.ts';
import { deploymentsAround } from './salt-deployment.ts';
import { isTended, tendingWish } from './tended.ts';

export const saltMasters = bridgedKind({
  kind: saltMaster,
  affects: (change, view) => {
    const isNews = cameOrWent(change) || isEdited(change);
    const { namespace = '', name } = change.object.metadata;
    return [
      { kind: saltMinion, objects: isNews ? view.minionsOf({ namespace, name }) : [] },
      // Rollouts begin when it serves.
      deploymentsAround(change.object, view, ({ spec }) => spec.saltMaster === name),
    ];
  },
  chain: {
    workflow: SALT_MASTER_WORKFLOW,
    workflowId: (master) => saltMasterWorkflowId(refOf(master)),
    input: (master, around): SaltMasterInput => ({ ref: refOf(master), ...around }),
    signal: saltMasterDesireSignal.name,
    endsForGood: true,
    finalizer: { name: SALT_MASTER_FINALIZER, why: 'it must not go before its minions' },
    isReflected: (master, view) => isTended(master, surroundingsOf(master, view)),
    wish: (master, missing, view): Omit<SaltDesire, 'by'> => tendingWish(master, missing, surroundingsOf(master, view)),
    summary: ({ metadata, spec }) =>
      `SaltMaster ${metadata.namespace}/${metadata.name}: serves ${spec.revision.branch ?? spec.revision.commit}`,
  },
});

function isEdited(change: StoreChange<SaltMaster>): boolean {
  return change.type === 'upsert' && change.previous?.metadata.generation !== change.object.metadata.generation;
}

function surroundingsOf({ metadata, spec }: SaltMaster, view: FleetView): string {
  const { namespace = '', name } = metadata;
  const node = spec.computeNode === undefined ? undefined : view.node({ namespace, name: spec.computeNode });
  return masterSurroundings(node, view.minionsOf({ namespace, name }));
}
