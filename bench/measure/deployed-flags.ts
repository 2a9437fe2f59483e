import { inCheckout } from '../../hack/checkout.ts';
import { readObjects } from '../../hack/cluster/yaml-objects.ts';

/** What a worker's Node is started with where it is deployed: its memory depends on it. */
export function deployedFlags(): string[] {
  const worker = readObjects(inCheckout('deploy', 'worker.yaml')).find(({ kind }) => kind === 'Deployment');
  const { template } = worker?.spec as { template: { spec: { containers: { args: string[] }[] } } };
  return template.spec.containers.flatMap(({ args }) => args).filter((arg) => /^--(max|heap)-/.test(arg));
}
