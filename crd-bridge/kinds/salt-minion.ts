import { isDeepStrictEqual } from 'node:util';
import type { StoreChange } from '../../api/cluster/index.ts';
import type { SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { SALT_MINION_FINALIZER } from '../../api/groups.ts';
import { saltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion, type SaltMinion } from '../../api/kinds/salt-minion.ts';
import { minionSurroundings, standingClaim } from '../../api/salt/surroundings.ts';
import { refOf } from '../../api/ref-of.ts';
import {
  SALT_MINION_WORKFLOW,
  type SaltDesire,
  saltMinionDesireSignal,
  type SaltMinionInput,
  saltMinionWorkflowId,
} from '../../workflows/contract.ts';
import type { FleetView } from '../observe/view.ts';
import { bridgedKind, cameOrWent } from './bridged-kind.ts';
import { deploymentsAround } from './salt-deployment.ts';
import { isTended, tendingWish } from './tended.ts';

export const saltMinions = bridgedKind({
  kind: saltMinion,
  // Rollouts wait for keys, and give roles; a master has a commit compiled by those that are accepted.
  affects: (change, view) => {
    const { object } = change;
    const isUsed = ({ spec }: SaltDeployment) => spec.saltMaster === object.spec.master;
    if (!isNews(change)) return [];
    const masters = view
      .mastersIn(object.metadata.namespace ?? '')
      .filter(({ metadata }) => metadata.name === object.spec.master);
    return [deploymentsAround(object, view, isUsed), { kind: saltMaster, objects: masters }];
  },
  chain: {
    workflow: SALT_MINION_WORKFLOW,
    workflowId: (minion) => saltMinionWorkflowId(refOf(minion)),
    input: (minion, around): SaltMinionInput => ({ ref: refOf(minion), ...around }),
    signal: saltMinionDesireSignal.name,
    endsForGood: true,
    finalizer: { name: SALT_MINION_FINALIZER, why: 'its key is taken off the master before it goes' },
    isReflected: (minion, view) => isTended(minion, surroundingsOf(minion, view)),
    wish: (minion, missing, view): Omit<SaltDesire, 'by'> => tendingWish(minion, missing, surroundingsOf(minion, view)),
    summary: ({ metadata, spec }) => `SaltMinion ${metadata.namespace}/${metadata.name}: of SaltMaster ${spec.master}`,
  },
});

function isNews(change: StoreChange<SaltMinion>): boolean {
  if (cameOrWent(change)) return true;
  const before = change.type === 'upsert' ? change.previous : undefined;
  const traits = (minion: SaltMinion | undefined) => [minion?.status?.key, minion?.metadata.generation];
  return !isDeepStrictEqual(traits(before), traits(change.object));
}

function surroundingsOf({ metadata, spec }: SaltMinion, view: FleetView): string {
  const { namespace = '' } = metadata;
  const node = view.node({ namespace, name: spec.computeNode });
  const claim = node && standingClaim(view.claimsHeldBy(node.metadata.uid ?? ''));
  const master = view.mastersIn(namespace).find((other) => other.metadata.name === spec.master);
  return minionSurroundings(node, claim, master);
}
