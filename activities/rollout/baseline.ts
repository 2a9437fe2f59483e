import { eachAtOnce } from '../../api/at-once.ts';
import type { ClusterClient } from '../../api/cluster/index.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { saltMinion, type SaltMinion } from '../../api/kinds/salt-minion.ts';
import { isRenewed } from '../../api/rollout/surroundings.ts';
import type { Fleet } from '../fleet/fleet.ts';

interface BaselineDeps {
  client: Pick<ClusterClient, 'get'>;
  fleet: Pick<Fleet, 'node'>;
}

const AT_ONCE = 16;

/** How nodes are before anything is done to them. */
export interface Baseline {
  /** Those that are not well, and why: they say nothing of the release. */
  badBefore: Record<string, string>;
  /** Those whose machines were installed anew. */
  renewed: string[];
}

export async function baselineOf(
  { client, fleet }: BaselineDeps,
  namespace: string,
  names: readonly string[],
): Promise<Baseline> {
  const looks = await eachAtOnce(names, AT_ONCE, async (name) => {
    const node = fleet.node({ namespace, name });
    const minion = node && (await client.get(saltMinion, { namespace, name }, { mayLag: true }));
    return { name, why: whyBad(node, minion), renewed: isRenewed(minion) };
  });
  const bad = looks.flatMap(({ name, why }): [string, string][] => (why === undefined ? [] : [[name, why]]));
  return {
    badBefore: Object.fromEntries(bad),
    renewed: looks.filter(({ renewed }) => renewed).map(({ name }) => name),
  };
}

function whyBad(node: ComputeNode | undefined, minion: SaltMinion | undefined): string | undefined {
  if (!node) return 'there is no such node any more';
  if (node.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
  const ready = node.status.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True') return `it is not Ready: ${ready?.reason ?? 'nobody has seen it so'}`;
  const key = minion?.status?.key;
  return key === 'Accepted' ? undefined : `the master has not accepted its minion: ${key ?? 'Unknown'}`;
}
