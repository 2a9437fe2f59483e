import type { Gate } from '../../api/kinds/rollout-gate.ts';
import type { Counts } from '../../api/rollout/nodes.ts';
import type { GateKeeper, Measured } from './gate.ts';

/** What Salt's own results say of the bucket. */
export const saltResult: GateKeeper = (gate, { counts }) => Promise.resolve(judgeResults(gate, counts));

export function judgeResults({ maxFailed = 0, maxUnknown = 0 }: Gate, counts: Counts): Measured {
  const { nodes, failed, busy, unreachable, lost, pending, running, badBefore } = counts;
  const unknown = busy + unreachable + lost + pending + running;
  const before = badBefore > 0 ? `, ${badBefore} not well before either` : '';
  if (failed > maxFailed) {
    return { verdict: 'Unhealthy', message: `${failed} of ${nodes} nodes failed, ${maxFailed} may${before}` };
  }
  if (unknown > maxUnknown) {
    const what = Object.entries({ busy, unreachable, lost, pending, running }).filter(([, count]) => count > 0);
    const words = what.map(([name, count]) => `${count} ${name}`).join(', ');
    return { verdict: 'Unknown', message: `of ${unknown} of ${nodes} nodes nothing is known: ${words}${before}` };
  }
  return { verdict: 'Healthy', message: `${failed} of ${nodes} nodes failed${before}` };
}
