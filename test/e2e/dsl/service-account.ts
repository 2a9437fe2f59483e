import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ClusterError, createClusterClient, loadClusterConfig } from '../../../api/cluster/index.ts';
import { SYSTEM_NAMESPACE } from '../../../api/groups.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { applyObjects, type KubeObject } from '../../../hack/cluster/objects.ts';
import { readObjects } from '../../../hack/cluster/yaml-objects.ts';
import { inCheckout } from '../../../hack/checkout.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

interface Kubeconfig {
  users: { name: string; user: { token: string } }[];
}

/** Starts a process of ours anew under its own account, with the rights of deploy/rbac.yaml and no more. */
export async function runUnderOwnAccount(world: World, part: string, account: string): Promise<void> {
  const { cluster, stack } = world;
  await applyObjects(cluster, readObjects(inCheckout('deploy', 'rbac.yaml')));
  const { status } = (await cluster.raw({
    method: 'POST',
    path: `/api/v1/namespaces/${SYSTEM_NAMESPACE}/serviceaccounts/${account}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  })) as { status: { token: string } };
  const kubeconfig = parse(readFileSync(stack.file.kubeconfig, 'utf8')) as Kubeconfig;
  for (const { user } of kubeconfig.users) user.token = status.token;
  const file = kubeconfigOf(world, part);
  writeFileSync(file, stringify(kubeconfig), { mode: 0o600 });

  const settingsFile = join(stack.file.config, `${part}.yaml`);
  const settings = parse(readFileSync(settingsFile, 'utf8')) as object;
  writeFileSync(settingsFile, stringify({ ...settings, kubeconfig: file }));
  await stack.kill(part);
  await stack.start(part);
}

/**
 * The apiserver answers 429 to everything that an account asks, until the given function is called: all that it may have
 * done at a time is taken by one request that lasts.
 */
export async function throttle(world: World, part: string, account: string): Promise<() => Promise<void>> {
  const objects = jam(account);
  await applyObjects(world.cluster, objects);
  const asAccount = createClusterClient(loadClusterConfig({ path: kubeconfigOf(world, part) }), {
    throttledAttempts: 1,
  });
  const isRefused = async () => {
    const error = await asAccount.revision(computeNode).catch((reason: unknown) => reason);
    return error instanceof ClusterError && error.status === 429;
  };
  await eventually('there is room for one request at a time', async () => {
    return (await Promise.all(Array.from({ length: 10 }, isRefused))).some(Boolean);
  });
  const ended = new AbortController();
  const path = '/debug/pprof/profile?seconds=50';
  const lasting = asAccount.connection.send({
    what: 'Taking a profile',
    method: 'GET',
    path,
    timeoutMs: 60_000,
    signal: ended.signal,
  });
  lasting.catch(() => undefined);
  await eventually('the account is refused', isRefused);
  return async () => {
    ended.abort();
    asAccount.close();
    await world.cluster.raw({ method: 'DELETE', path: `${FLOW_CONTROL}/flowschemas/${JAM}` });
    await world.cluster.raw({ method: 'DELETE', path: `${FLOW_CONTROL}/prioritylevelconfigurations/${JAM}` });
  };
}

const JAM = 'bad-weather';
const FLOW_CONTROL = '/apis/flowcontrol.apiserver.k8s.io/v1';

function jam(account: string): KubeObject[] {
  const metadata = { name: JAM };
  const limited = { nominalConcurrencyShares: 0, lendablePercent: 0, borrowingLimitPercent: 0 };
  const resourceRules = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }];
  const subject = { kind: 'ServiceAccount', serviceAccount: { name: account, namespace: SYSTEM_NAMESPACE } };
  const nonResourceRules = [{ verbs: ['*'], nonResourceURLs: ['*'] }];
  const rbac = 'rbac.authorization.k8s.io';
  return [
    {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'PriorityLevelConfiguration',
      metadata,
      spec: { type: 'Limited', limited: { ...limited, limitResponse: { type: 'Reject' } } },
    },
    {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'FlowSchema',
      metadata,
      spec: {
        priorityLevelConfiguration: { name: JAM },
        matchingPrecedence: 2,
        rules: [{ subjects: [subject], resourceRules, nonResourceRules }],
      },
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata,
      rules: [{ verbs: ['get'], nonResourceURLs: ['/debug/pprof/profile'] }],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: JAM },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: SYSTEM_NAMESPACE }],
    },
  ];
}

function kubeconfigOf({ stack }: World, part: string): string {
  return join(stack.stateDir, `kubeconfig-${part}`);
}
