import { createHash } from 'node:crypto';
import type { ClusterClient } from '../../api/cluster/index.ts';
import type { NodeAddress, PlanInputs, PlannedDisk } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import { checkKickstart } from './check-kickstart.ts';
import { describeProblems } from './problem.ts';
import { renderKickstart } from './render-kickstart.ts';
import { findSaltWish, type WishDeps } from './salt/find-wish.ts';
import { readTemplate } from './templates/read-template.ts';
import { checkWipeReport } from './wipe-report.ts';

/** Placeholders of the shape that the install endpoint fills in: what is checked is the text around them. */
const CALL_BACKS = {
  installed: 'http://install.invalid/installed?token=checked',
  failed: 'http://install.invalid/failed?token=checked',
  booted: 'http://install.invalid/booted?token=checked',
};

interface Check {
  inputs: PlanInputs;
  addresses: NodeAddress[];
  /** Absent in calls of earlier versions. */
  node?: { namespace: string; name: string };
}

export function kickstartActivities({ client, salt }: WishDeps & { client: Pick<ClusterClient, 'raw'> }) {
  return {
    /** Renders and checks; InvalidInput with every problem found. Nothing was powered on yet. */
    async 'kickstart.check'({ inputs, addresses, node }: Check) {
      const problems = checkKickstart(inputs, addresses);
      if (problems.length > 0) {
        throw new Failure(
          'InvalidInput',
          `The kickstart of ${inputs.fqdn} on ${inputs.asset.name} can't work:\n${describeProblems(problems)}`,
        );
      }
      // Only whether it can be had: there are secrets in it, and the digest would tell of them.
      if (node) await findSaltWish({ client, salt }, node);
      const text = renderKickstart(inputs, addresses, CALL_BACKS, await readTemplate(client, inputs.osImage));
      return { lines: text.split('\n').length, digest: createHash('sha256').update(text).digest('hex') };
    },

    /** Believes a wipe only by the digests of what the machine read back. */
    async 'kickstart.checkWipe'({ asset, report, disks }: { asset: string; report: string; disks: PlannedDisk[] }) {
      const verdict = checkWipeReport(report, disks);
      if (verdict.wiped) return;
      throw new Failure('Unavailable', `The wipe of ${asset} is not proved: ${verdict.reasons.join('; ')}`);
    },
  };
}
