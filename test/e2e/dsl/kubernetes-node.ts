import { readFileSync } from 'node:fs';
import type { World } from './world.ts';

const SECRET = 'kubernetes';
/** Of a ComputeNode that is a Kubernetes node too. */
export const HOOK = { name: 'kubernetes', kubernetes: { kubeconfigSecretRef: { name: SECRET } }, timeout: '60s' };

const NAMESPACE = '/api/v1/namespaces/default';
const BUDGET = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';

/**
 * A Kubernetes node in the stack's own apiserver: pod "web" under a PodDisruptionBudget, pod "batch" without one, and "agent"
 * of a DaemonSet. Without a kubelet pods must end at once, and without controllers the budget's status is written by hand.
 */
export async function kubernetesOn({ cluster, stack }: World, name: string) {
  const make = (path: string, body: object) => cluster.raw({ method: 'POST', path, body });
  const pod = (podName: string, rest: object) =>
    make(`${NAMESPACE}/pods`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: podName, ...rest },
      spec: {
        nodeName: name,
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'main', image: 'registry.example/any' }],
      },
    });
  await make(`${NAMESPACE}/secrets`, {
    metadata: { name: SECRET },
    stringData: { kubeconfig: readFileSync(stack.file.kubeconfig, 'utf8') },
  });
  await make('/api/v1/nodes', { metadata: { name } });
  await pod('web', { labels: { app: 'web' } });
  await pod('batch', {});
  const controller = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'agent', controller: true };
  await pod('agent', { ownerReferences: [controller] });
  for (const running of ['web', 'batch', 'agent']) {
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
    await merge(`${NAMESPACE}/pods/${running}/status`, { status });
  }
  await make(BUDGET, {
    metadata: { name: 'web' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } },
  });

  function merge(path: string, body: object): Promise<unknown> {
    return cluster.raw({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' });
  }

  return {
    allowsDisruptions: (count: number) =>
      merge(`${BUDGET}/web/status`, {
        status: {
          observedGeneration: 1,
          disruptionsAllowed: count,
          currentHealthy: 1,
          desiredHealthy: 1 - count,
          expectedPods: 1,
        },
      }),
    async isCordoned(): Promise<boolean> {
      const { spec } = (await cluster.raw({ method: 'GET', path: `/api/v1/nodes/${name}` })) as {
        spec: { unschedulable?: boolean };
      };
      return spec.unschedulable === true;
    },
    async pods(): Promise<string[]> {
      const { items } = (await cluster.raw({ method: 'GET', path: `${NAMESPACE}/pods` })) as {
        items: { metadata: { name: string } }[];
      };
      return items.map(({ metadata }) => metadata.name).sort();
    },
  };
}
