import type { SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import { bucketNodesQuery, saltBucketWorkflowId } from '../../workflows/contract.ts';
import { withWorkflow } from '../node-workflow.ts';
import type { NodesByBucket } from '../render/rollout-nodes.ts';
import type { Session } from '../session.ts';

const MOST_BUCKETS = 8;
/** What is drawn twice a second waits no longer. */
const ANSWER_MS = 2_000;

/** Single nodes of the buckets that are under way, as their chains have them. A bucket that can't be asked just now is left out. */
export async function nodesUnderWay(session: Session, { metadata, status }: SaltTransaction): Promise<NodesByBucket> {
  const { namespace = 'default', name, uid = '' } = metadata;
  const running = (status?.buckets ?? []).filter(({ state }) => state === 'Running').slice(0, MOST_BUCKETS);
  const hurried = { ...session, timeoutMs: ANSWER_MS };
  const answers = running.map(async ({ name: bucket, attempt = 1 }) => {
    const workflowId = saltBucketWorkflowId({ transaction: { namespace, name, uid }, bucket, attempt });
    const what = `bucket ${bucket} of SaltTransaction ${namespace}/${name}`;
    const nodes = await withWorkflow(hurried, { workflowId, what }, (handle) => handle.query(bucketNodesQuery));
    return [bucket, nodes] as const;
  });
  const settled = await Promise.allSettled(answers);
  return new Map(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
}
