import { gateActivities } from '../../../activities/gates/activities.ts';
import { Http } from '../../../activities/http/http.ts';
import { saltTransaction } from '../../../api/kinds/salt-transaction.ts';
import { NO_COUNTS } from '../../../api/rollout/counts.ts';
import { MemoryCluster } from '../../workflow/memory-cluster.ts';
import { node } from '../bridge/objects.ts';
import { MEANWHILE, SINCE } from './a-gate.ts';

const REF = { namespace: 'default', name: 'web-3' };
const isBad = { type: 'Ready', status: 'False', reason: 'Gone', message: '', lastTransitionTime: MEANWHILE };

interface Question {
  badBefore?: string[];
  ref?: typeof REF;
  /** When the bucket was begun. */
  since?: number;
}

/** Asks gates of a transaction with one bucket, r1, of two nodes that are not Ready since it began. */
export async function gatesOfATransaction(gates: object[]) {
  const cluster = new MemoryCluster();
  await cluster.create(saltTransaction, {
    metadata: REF,
    spec: {
      ...{ deployment: 'web', generation: 3, saltMaster: 'master-1', toCommit: 'a'.repeat(40), gates: gates as never },
      buckets: [{ name: 'r1', nodes: 2, members: ['web-1', 'web-2'] }],
    },
  });
  const { 'gate.measure': measure } = gateActivities({
    client: cluster,
    fleet: { synced: Promise.resolve(), node: ({ name }) => node({ name }, { conditions: [isBad] }) },
    drain: { commands: ['/bin/true'], http: new Http() },
  });
  const counts = { ...NO_COUNTS, nodes: 2, ok: 2 };
  return (names: string[], { badBefore = [], ref = REF, since = SINCE }: Question = {}) =>
    measure({ ref, bucket: 'r1', gates: names, since, counts, badBefore });
}
