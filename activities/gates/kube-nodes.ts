import { z } from 'zod';
import { clusterConfigOf, createClusterClient, KubeconfigError } from '../../api/cluster/index.ts';
import { Failure } from '../failure.ts';
import type { GateContext } from './gate.ts';
import type { SeenCondition, SeenNodes } from './node-conditions.ts';

const PAGE = 500;

const page = z.object({
  metadata: z.object({ continue: z.string().optional() }),
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        conditions: z
          .array(
            z.object({
              type: z.string(),
              status: z.string(),
              reason: z.string().optional(),
              lastTransitionTime: z.string().optional(),
              lastHeartbeatTime: z.string().optional(),
            }),
          )
          .optional(),
      }),
    }),
  ),
});

/** The Nodes of the cluster that the kubeconfig leads to; each page of them within the time. */
export async function kubeNodes(
  kubeconfig: string,
  source: string,
  { timeoutMs, signal }: Pick<GateContext, 'timeoutMs' | 'signal'>,
): Promise<SeenNodes> {
  const client = open(kubeconfig, source, timeoutMs);
  const nodes = new Map<string, SeenCondition[]>();
  try {
    for (let next: string | undefined = ''; next !== undefined;) {
      const path = `/api/v1/nodes?limit=${PAGE}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
      const parsed = page.safeParse(await client.raw({ method: 'GET', path, timeoutMs, signal }));
      if (!parsed.success) throw new Failure('Unsupported', `the cluster of ${source} answered no list of Nodes`);
      const { metadata, items } = parsed.data;
      for (const { metadata: of, status } of items) nodes.set(of.name, status.conditions ?? []);
      next = metadata.continue || undefined;
    }
  } finally {
    client.close();
  }
  return nodes;
}

function open(kubeconfig: string, source: string, timeoutMs: number) {
  try {
    return createClusterClient(clusterConfigOf(kubeconfig, source), { throttledAttempts: 1, connectMs: timeoutMs });
  } catch (error) {
    if (error instanceof KubeconfigError) throw new Failure('InvalidInput', error.message);
    throw error;
  }
}
