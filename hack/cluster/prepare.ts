import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { SYSTEM_NAMESPACE } from '../../api/groups.ts';
import { inCheckout } from '../checkout.ts';
import { applyObjects, type KubeObject, openCluster } from './objects.ts';
import { readObjects } from './yaml-objects.ts';

const establishedWithinMs = 20_000;

export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What every cluster needs before Bedplate can run: its kinds, its namespace and its Secrets. */
export async function prepareCluster(kubeconfig: string, secrets: Secrets): Promise<void> {
  const client = openCluster(kubeconfig);
  try {
    const crds = crdFiles().flatMap(readObjects);
    await applyObjects(client, [...crds, namespace(SYSTEM_NAMESPACE), namespace('default'), ...secretObjects(secrets)]);
    await Promise.all(crds.map((crd) => untilEstablished(client, crd.metadata.name)));
  } finally {
    client.close();
  }
}

function crdFiles(): string[] {
  const folder = inCheckout('deploy', 'crds');
  if (!existsSync(folder)) throw new Error(`${folder} is missing: make the CRDs with "npm run generate".`);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => inCheckout('deploy', 'crds', file));
}

function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function secretObjects(secrets: Secrets): KubeObject[] {
  return Object.entries(secrets).map(([name, stringData]) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: SYSTEM_NAMESPACE },
    type: 'Opaque',
    stringData,
  }));
}

type Crd = { status?: { conditions?: { type: string; status: string; message?: string }[] } };

async function untilEstablished(client: ClusterClient, name: string): Promise<void> {
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
  const deadline = Date.now() + establishedWithinMs;
  for (;;) {
    const conditions = ((await client.raw({ method: 'GET', path })) as Crd).status?.conditions ?? [];
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    if (Date.now() >= deadline) {
      const refused = conditions.find(({ status }) => status === 'False');
      throw new Error(
        `The apiserver did not establish CRD ${name}: ${refused?.message ?? 'it says nothing about why'}.`,
      );
    }
    await sleep(50);
  }
}
