import type { ClusterClient } from '../../api/cluster/index.ts';
import { saltDeployment } from '../../api/kinds/salt-deployment.ts';
import { calendarOf } from '../../api/rollout/calendar.ts';
import type { Calendar } from '../../api/rollout/slots.ts';

interface CalendarQuestion {
  ref: { namespace: string };
  deployment: string;
  from: number;
}

/** So long nothing is begun without a deployment to read windows of. */
const ABSENT_MS = 600_000;

export function calendarActivities({ client }: { client: Pick<ClusterClient, 'get'> }) {
  return {
    /** Windows and freezes as they stand in the deployment now. */
    async 'rollout.calendar'({ ref: { namespace }, deployment, from }: CalendarQuestion): Promise<Calendar> {
      const found = await client.get(saltDeployment, { namespace, name: deployment });
      if (found) return calendarOf(found.spec, from);
      const problem = `there is no SaltDeployment ${namespace}/${deployment} to read them of`;
      return { openings: [], freezes: [], until: from + ABSENT_MS, problem };
    },
  };
}
