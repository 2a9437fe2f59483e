import { Context } from '@temporalio/activity';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import type { MinionsNewsActivities } from '../../workflows/contract.ts';
import type { StatusDependencies } from './apply-status.ts';
import { showMinions } from './show-minions.ts';

/** Hosted on a queue of their own, one at a time. */
export function createMinionsActivities({
  client,
  held,
  fleet,
}: Pick<StatusDependencies, 'client' | 'held' | 'fleet'>): MinionsNewsActivities {
  const { store, observe } = fleet.of(saltMinion);
  return {
    'status.showMinions'(news) {
      const context = Context.current();
      const beat = () => context.heartbeat();
      // Rejects when the bridge stops: whoever starts next goes on with what is left.
      const pause = (ms: number) => context.sleep(ms);
      const now = () => performance.now();
      return showMinions({ client, held, cached: store.get, observe, beat, pause, now }, news);
    },
  };
}
