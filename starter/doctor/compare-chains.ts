import type { Finding } from '../../api/doctor.ts';
import { computeNodeWorkflowId, type NodeRef } from '../../workflows/contract.ts';

/** Nodes before and after the list of open chains; only what holds in both is said. */
export interface Chains {
  before: readonly NodeRef[];
  openIds: ReadonlySet<string>;
  after: readonly NodeRef[];
}

export interface ChainCandidates {
  /** Ids of open chains whose node is gone. */
  orphans: string[];
  /** Nodes without an open chain. */
  chainless: NodeRef[];
}

/** The list of chains lags by seconds: what is found here is looked at once more before it is said. */
export function compareChains({ before, openIds, after }: Chains): ChainCandidates {
  const known = new Set([...before, ...after].map(computeNodeWorkflowId));
  const still = new Set(after.map(({ uid }) => uid));
  return {
    orphans: [...openIds].filter((id) => !known.has(id)).sort(),
    chainless: before.filter((ref) => still.has(ref.uid) && !openIds.has(computeNodeWorkflowId(ref))),
  };
}

export function orphanChain(id: string): Omit<Finding, 'system'> {
  const [, namespace, name, uid] = id.split('/');
  return {
    ailment: 'Orphan',
    object: `workflow ${id}`,
    owner: `ComputeNode ${namespace}/${name} (uid ${uid})`,
    why: 'its node is gone and it was never seen being deleted: it holds what the node had',
    advice:
      'was etcd restored, or is this another cluster? If the node is gone for good, see its machine, then: temporal workflow terminate',
  };
}

export function chainlessNode(ref: NodeRef): Omit<Finding, 'system'> {
  const id = computeNodeWorkflowId(ref);
  return {
    ailment: 'Missing',
    object: `workflow ${id}`,
    owner: `ComputeNode ${ref.namespace}/${ref.name} (uid ${ref.uid})`,
    why: 'the node has no open workflow: nothing is done for it',
    advice: 'the bridge starts one at its next look at everything; if it does not, see whether it runs (/readyz)',
  };
}
