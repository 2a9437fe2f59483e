import { eachAtOnce } from '../../api/at-once.ts';
import type { ClusterClient } from '../../api/cluster/index.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { saltMinion, type SaltMinion } from '../../api/kinds/salt-minion.ts';
import type { Fleet } from '../fleet/fleet.ts';

export interface BaselineDeps {
  client: Pick<ClusterClient, 'get'>;
  fleet: Pick<Fleet, 'synced' | 'node'>;
}

const AT_ONCE = 16;

export function baselineActivities({ client, fleet }: BaselineDeps) {
  return {
    /** Nodes that are not well before anything is done to them, and why: they say nothing of the release. */
    async 'rollout.baseline'({ namespace, nodes }: { namespace: string; nodes: string[] }) {
      await fleet.synced;
      const reasons = await eachAtOnce(nodes, AT_ONCE, async (name) => {
        const node = fleet.node({ namespace, name });
        return whyBad(node, node && (await client.get(saltMinion, { namespace, name })));
      });
      const bad = nodes.flatMap((name, index): [string, string][] => {
        const why = reasons[index];
        return why === undefined ? [] : [[name, why]];
      });
      return Object.fromEntries(bad);
    },
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
