import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';

type Taint = NonNullable<ComputeAsset['taints']>[number];
type Toleration = NonNullable<ComputeNode['spec']['tolerations']>[number];

const NONE: readonly Taint[] = [];

/** The taints of that effect that a node does not tolerate. */
export function untolerated(
  { taints }: ComputeAsset,
  tolerations: readonly Toleration[],
  effect: Taint['effect'],
): readonly Taint[] {
  if (!taints || taints.length === 0) return NONE;
  return taints.filter(
    (taint) => taint.effect === effect && !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}

/** As Kubernetes reads them: no key tolerates every taint, Exists any value. */
function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (!toleration.key) return toleration.operator === 'Exists';
  if (toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}
