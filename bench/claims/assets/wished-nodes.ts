import type { NewObject } from '../../../api/cluster/index.ts';
import { RACK_LABEL } from '../../../api/groups.ts';
import type { computeNode } from '../../../api/kinds/compute-node.ts';

export const NODES = 50;
const OF_AN_APP = 5;

export const APP_LABEL = 'app';

/** Nodes of ten applications, in an order of chance: no two of one application in one rack, and some spread besides. */
export function wishedNodes(roll: () => number): NewObject<typeof computeNode>[] {
  const nodes = Array.from({ length: NODES }, (_, index) => {
    const app = `app-${Math.floor(index / OF_AN_APP)}`;
    const labelSelector = { matchLabels: { [APP_LABEL]: app } };
    const spread = { topologyKey: RACK_LABEL, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' as const, labelSelector };
    return {
      metadata: { name: `${app}-${index % OF_AN_APP}`, namespace: 'default', labels: { [APP_LABEL]: app } },
      spec: {
        provider: 'native',
        flavor: 'bm-standard',
        osImage: { name: 'rhel9-base' },
        affinity: {
          nodeAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey: RACK_LABEL }],
          },
        },
        topologySpread: roll() < 0.5 ? [spread] : [],
      },
    };
  });
  return nodes
    .map((node) => ({ node, at: roll() }))
    .sort((a, b) => a.at - b.at)
    .map(({ node }) => node);
}
