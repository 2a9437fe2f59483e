import { isDeepStrictEqual } from 'node:util';
import { eachAtOnce } from '../../api/at-once.ts';
import { type ClusterClient, isAlreadyExists, isConflict, isNotFound } from '../../api/cluster/index.ts';
import { DEPLOYMENT_LABEL, DEPLOYMENT_UID_LABEL } from '../../api/groups.ts';
import type { SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltMinion, type SaltMinion } from '../../api/kinds/salt-minion.ts';
import { minionFor } from '../../api/salt/minion-for.ts';
import type { Surroundings } from '../../api/rollout/surroundings.ts';

type Client = Pick<ClusterClient, 'create' | 'mergePatch'>;

const AT_ONCE = 16;

/** Every node of the pool gets a SaltMinion with the deployment's roles. One that somebody else made stays as it is. */
export async function makeMinions(
  client: Client,
  deployment: SaltDeployment,
  { nodes, minions }: Surroundings,
): Promise<void> {
  const { metadata } = deployment;
  const labels = { [DEPLOYMENT_LABEL]: metadata.name, [DEPLOYMENT_UID_LABEL]: metadata.uid ?? '' };
  await eachAtOnce(nodes, AT_ONCE, async (node) => {
    const there = minions.get(node.metadata.name);
    if (there) return setRoles(client, deployment, there);
    await client.create(saltMinion, minionFor(deployment, node, labels)).catch(unless(isAlreadyExists));
  });
}

async function setRoles(client: Client, { metadata, spec }: SaltDeployment, minion: SaltMinion): Promise<void> {
  const isOurs = minion.metadata.labels?.[DEPLOYMENT_UID_LABEL] === metadata.uid;
  if (!isOurs || isDeepStrictEqual(minion.spec.roles, spec.roles)) return;
  const { resourceVersion } = minion.metadata;
  const patch = { spec: { roles: spec.roles } };
  // Somebody changed it meanwhile, or it is gone: the next look sees that.
  const isOvertaken = (error: unknown) => isConflict(error) || isNotFound(error);
  await client.mergePatch(saltMinion, minion.metadata, patch, { resourceVersion }).catch(unless(isOvertaken));
}

function unless(isFine: (error: unknown) => boolean): (error: unknown) => void {
  return (error) => {
    if (!isFine(error)) throw error;
  };
}
