import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { Filter } from './filter.ts';

type Taint = { key: string; value?: string; effect: string };
type Toleration = NonNullable<ComputeNode['spec']['tolerations']>[number];

export const taints: Filter = {
  name: 'taints',
  refuse(asset, { node }) {
    const tolerations = node.spec.tolerations ?? [];
    const untolerated = (asset.taints ?? []).find(
      (taint) => taint.effect === 'NoSchedule' && !tolerations.some((toleration) => tolerates(toleration, taint)),
    );
    return untolerated ? `tainted ${untolerated.key}` : undefined;
  },
};

/** As Kubernetes reads them: no key tolerates every taint, Exists any value. */
function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (!toleration.key) return toleration.operator === 'Exists';
  if (toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}
