import { eachAtOnce } from '../../api/at-once.ts';
import type { ClusterClient } from '../../api/cluster/index.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { saltMinion, type SaltMinion } from '../../api/kinds/salt-minion.ts';
import type { Fleet } from '../fleet/fleet.ts';

interface BaselineDeps {
  client: Pick<ClusterClient, 'get'>;
  fleet: Pick<Fleet, 'node'>;
}

const AT_ONCE = 16;

/** Nodes that are not well before anything is done to them, and why: they say nothing of the release. */
export async function badBefore(
  { client, fleet }: BaselineDeps,
  namespace: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  const reasons = await eachAtOnce(names, AT_ONCE, async (name) => {
    const node = fleet.node({ namespace, name });
    return whyBad(node, node && (await client.get(saltMinion, { namespace, name }, { mayLag: true })));
  });
  const bad = names.flatMap((name, index): [string, string][] => {
    const why = reasons[index];
    return why === undefined ? [] : [[name, why]];
  });
  return Object.fromEntries(bad);
}

function whyBad(node: ComputeNode | undefined, minion: SaltMinion | undefined): string | undefined {
  if (!node) return 'there is no such node any more';
  if (node.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
  const ready = node.status.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True') return `it is not Ready: ${ready?.reason ?? 'nobody has seen it so'}`;
  const key = minion?.status?.key;
  return key === 'Accepted' ? undefined : `the master has not accepted its minion: ${key ?? 'Unknown'}`;
}
