import type { PanelPlan } from './dashboard.ts';

const POOL = 'by (namespace, pool)';

export const poolPanels: PanelPlan[] = [
  {
    title: 'Nodes that pools lack',
    says: 'Wanted and not Ready; a rollout lacks as many as may be unavailable.',
    unit: 'short',
    expr: `max ${POOL} (bedplate_pool_replicas_wanted) - max ${POOL} (bedplate_pool_replicas_ready)`,
    legend: '{{namespace}} {{pool}}',
  },
];
