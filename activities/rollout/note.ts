import { eachAtOnce } from '../../api/at-once.ts';
import { type ClusterClient, isNotFound } from '../../api/cluster/index.ts';
import { RENEWED_LABEL } from '../../api/groups.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import { moveMasters } from './make-masters.ts';

const AT_ONCE = 16;

interface HaveIt {
  namespace: string;
  nodes: string[];
}

export function noteActivities({ client }: { client: Pick<ClusterClient, 'list' | 'mergePatch'> }) {
  return {
    /** Takes the mark off the minions of machines that were installed anew, and have a commit now. Nothing to do for one that is gone. */
    async 'rollout.unmarkRenewed'({ namespace, nodes }: HaveIt) {
      const metadata = { labels: { [RENEWED_LABEL]: null } };
      await eachAtOnce(nodes, AT_ONCE, async (name) => {
        await client.mergePatch(saltMinion, { namespace, name }, { metadata }).catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
        });
      });
    },

    /** SaltMasters on nodes that have the commit serve it. */
    'rollout.moveMasters': ({ namespace, nodes, commit }: HaveIt & { commit: string }) =>
      moveMasters(client, namespace, nodes, commit),
  };
}
