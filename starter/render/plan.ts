import type { PlanNodeResult } from '../../workflows/contract.ts';
import { renderTable } from './table.ts';

/** What would be claimed and done for a node, in the order of doing. */
export function renderPlan(name: string, plan: PlanNodeResult): string {
  if ('unschedulable' in plan) return `${name} would wait: ${plan.unschedulable}`;
  const parts = [
    [`${name} would get asset ${plan.asset}`, ...plan.why.map((reason) => `  - ${reason}`)].join('\n'),
    listed(
      'Addresses',
      plan.addresses.map(({ address, device, subnet }) => `${address} (device ${device}, subnet ${subnet})`),
    ),
    listed('Kickstart', plan.kickstart),
    renderTable(
      ['STEP', 'DOES'],
      plan.steps.map(({ name: step, what }) => [step, what]),
    ),
  ];
  if (plan.losers.length > 0) {
    const rows = plan.losers.map(({ reason, count }) => `  - ${count}: ${reason}`);
    parts.push(['Assets that were not taken:', ...rows].join('\n'));
  }
  return parts.join('\n\n');
}

function listed(what: string, lines: readonly string[]): string {
  if (lines.length === 0) return `${what}: none`;
  return [`${what}:`, ...lines.map((line) => `  - ${line}`)].join('\n');
}
