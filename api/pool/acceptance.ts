import { ACCEPTED, type Acceptance, refusal } from '../acceptance/verdict.ts';
import { isOlder } from '../acceptance/view.ts';
import type { ObjectMeta } from '../kinds/kind.ts';
import { selects } from './selector.ts';

/** What decides whether two pools would have the same nodes. */
export interface Claimant {
  readonly metadata: ObjectMeta;
  readonly selector: Readonly<Record<string, string>>;
  /** Of its template. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Of two pools of a namespace whose nodes would be each other's, the later one does nothing. */
export function acceptPool(pool: Claimant, others: readonly Claimant[]): Acceptance {
  const rival = others.find((other) => isOlder(other.metadata, pool.metadata) && overlap(pool, other));
  if (!rival) return ACCEPTED;
  const message = `NodePool ${rival.metadata.name} is older, and the nodes of one of the two would match the selector of the other: give them selectors and template labels that differ.`;
  return refusal('OverlappingSelector', message);
}

/** Selectors that merely could both match some node are no overlap: that node belongs to whoever has it. */
function overlap(a: Claimant, b: Claimant): boolean {
  return selects(a.selector, b.labels) || selects(b.selector, a.labels);
}
