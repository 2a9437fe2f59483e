import { CancellationScope, log, proxyActivities } from '@temporalio/workflow';
import { type MinionsNews, type MinionsNewsActivities, taskQueues } from './contract.ts';

/** Shows on SaltMinions what state runs made of them, beside everything else. */
export interface MinionsShow {
  show(news: MinionsNews): void;
}

/**
 * One after the other, from a list that holds what is not shown yet: who ends a run carries it into the next one, or waits
 * until it is empty. Of a cluster that is not known, nothing is shown.
 */
export function createMinionsShow(clusterId: string | undefined, unshown: MinionsNews[]): MinionsShow {
  let showing = false;

  async function showAll(cluster: string): Promise<void> {
    for (let news = unshown[0]; news; news = unshown[0]) {
      await showMinions(cluster, news);
      unshown.shift();
    }
    showing = false;
  }

  function begin(): void {
    if (showing || unshown.length === 0 || clusterId === undefined) return;
    showing = true;
    void CancellationScope.nonCancellable(() => showAll(clusterId));
  }

  begin();
  return {
    show(news) {
      if (clusterId === undefined || Object.keys(news.verdicts).length === 0) return;
      unshown.push(news);
      begin();
    },
  };
}

async function showMinions(clusterId: string, news: MinionsNews): Promise<void> {
  const { 'status.showMinions': show } = proxyActivities<MinionsNewsActivities>({
    taskQueue: taskQueues.minions(clusterId),
    startToCloseTimeout: '5m',
    heartbeatTimeout: '30s',
    scheduleToCloseTimeout: '1h',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
    summary: `show what ${news.commit.slice(0, 12)} made of minions`,
  });
  try {
    await show(news);
  } catch (error) {
    log.warn('What became of minions could not be shown', { error: String(error) });
  }
}
