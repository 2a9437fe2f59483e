import type { Client } from '@temporalio/client';
import { taskQueues } from '../../workflows/contract.ts';
import { eachAtOnce } from '../../api/at-once.ts';
import { startProgress } from '../report/progress.ts';
import type { NoopInput } from './noop-workflow.ts';

export interface FloorRun {
  client: Client;
  /** Makes the ids of this round's workflows new. */
  round: string;
  count: number;
  input: NoopInput;
  /** Starts on their way at a time: as many as applies. */
  atOnce: number;
  say(line: string): void;
}

/** Runs as many no-op workflows at once as there are nodes in a round; answers the seconds until the last one ended. */
export async function runFloor({ client, round, count, input, atOnce, say }: FloorRun): Promise<number> {
  let ended = 0;
  const progress = startProgress(say, () => `floor: ${ended} of ${count} no-op workflows have ended`);
  const started = performance.now();
  const results: Promise<unknown>[] = [];
  try {
    await eachAtOnce(
      Array.from({ length: count }, (_, index) => index),
      atOnce,
      async (index) => {
        const handle = await client.workflow.start('noop', {
          workflowId: `noop/${round}/${index}`,
          taskQueue: taskQueues.workflows(input.cell),
          args: [input],
        });
        results.push(handle.result().then(() => (ended += 1)));
      },
    );
    await Promise.all(results);
    return (performance.now() - started) / 1000;
  } finally {
    progress.stop();
  }
}
