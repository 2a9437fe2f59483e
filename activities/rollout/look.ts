import type { ObjectPauses } from '../../api/pauses.ts';
import type { Behind } from '../../api/rollout/behind.ts';
import type { JoinedNode } from '../../api/rollout/joined.ts';

export interface DeploymentKey {
  namespace: string;
  name: string;
  uid: string;
}

export type DeploymentLook =
  /** There is no deployment of that uid: which permits nothing. */
  { outcome: 'absent' } | ({ outcome: 'seen' } & SeenDeployment);

/** What spec.revision leads to, or why that can't be told. */
export type Wanted = { commit: string } | { why: string; reason: 'NotFound' | 'Unavailable' | 'InvalidInput' };

export interface SeenDeployment extends ObjectPauses, Behind {
  generation: number;
  /** Of the status that it shows. */
  revision: number;
  deleting: boolean;
  wanted: Wanted;
  /** Digest of what runs on the nodes besides the commit: roles and states. */
  content: string;
  /** Digest of how it is rolled out: strategy, gates, budgets and the like. */
  manner: string;
  /** It is only tried: a rollout changes nothing. */
  onlyTried: boolean;
  /** What has to be done elsewhere first, in words. */
  blockers: string[];
  master: string;
  states: string[];
  /** Nodes of the pool, and those whose minions the master knows. */
  nodes: number;
  minions: number;
  /** Nodes that are still being installed, or whose minions are about to be accepted. */
  coming: number;
  /** Nodes that came after it was begun, and that it was not told of; some of them. */
  joined?: JoinedNode[];
  /** Digest of what it depends on. */
  surroundings: string;
  /** A branch may lead elsewhere by then. */
  nextLookMs: number;
}
