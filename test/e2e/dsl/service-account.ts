import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { SYSTEM_NAMESPACE } from '../../../api/groups.ts';
import { applyObjects } from '../../../hack/cluster/objects.ts';
import { readObjects } from '../../../hack/cluster/yaml-objects.ts';
import { inCheckout } from '../../../hack/checkout.ts';
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

function kubeconfigOf({ stack }: World, part: string): string {
  return join(stack.stateDir, `kubeconfig-${part}`);
}
