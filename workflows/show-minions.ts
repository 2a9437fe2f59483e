import { log, proxyActivities } from '@temporalio/workflow';
import { type MinionsNews, type MinionsNewsActivities, taskQueues } from './contract.ts';

/** Shows on SaltMinions what a state run made of them. No work waits for it, and none ends with it. */
export async function showMinions(clusterId: string, news: MinionsNews): Promise<void> {
  const { 'status.showMinions': show } = proxyActivities<MinionsNewsActivities>({
    taskQueue: taskQueues.status(clusterId),
    startToCloseTimeout: '5m',
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
