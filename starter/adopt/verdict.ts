import type { NewObject } from '../../api/cluster/index.ts';
import type { computeNode } from '../../api/kinds/compute-node.ts';

/** What adopting one host comes to. */
export type Verdict =
  | { verdict: 'adopt'; host: string; asset: string; addresses: string[]; node: NewObject<typeof computeNode> }
  /** A node of this cluster has it, or is taking it over. */
  | { verdict: 'known'; host: string; node: string }
  | { verdict: 'left'; host: string; why: string };
