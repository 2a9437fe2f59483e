import { eachAtOnce } from '../../api/at-once.ts';
import { type ClusterClient, isNotFound } from '../../api/cluster/index.ts';
import { COMMIT_LABEL } from '../../api/groups.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import { moveMasters } from './make-masters.ts';

const AT_ONCE = 16;

interface HaveIt {
  namespace: string;
  nodes: string[];
  commit: string;
}

export function noteActivities({ client }: { client: Pick<ClusterClient, 'list' | 'mergePatch'> }) {
  return {
    /** Puts the commit that nodes have onto their SaltMinions. Nothing to do for one that is gone. */
    async 'rollout.note'({ namespace, nodes, commit }: HaveIt) {
      const metadata = { labels: { [COMMIT_LABEL]: commit } };
      await eachAtOnce(nodes, AT_ONCE, async (name) => {
        await client.mergePatch(saltMinion, { namespace, name }, { metadata }).catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
        });
      });
    },

    /** SaltMasters on nodes that have the commit serve it. */
    'rollout.moveMasters': ({ namespace, nodes, commit }: HaveIt) => moveMasters(client, namespace, nodes, commit),
  };
}
