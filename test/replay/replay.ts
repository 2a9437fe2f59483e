import { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { bundleFile } from '../../hack/workflow-bundle.ts';
import type { RecordedHistory } from './record.ts';

/** Throws when the current workflow code would not do what the history says it did. */
export function replay(history: RecordedHistory): Promise<void> {
  const message = temporal.api.history.v1.History.fromObject(history);
  return Worker.runReplayHistory({ workflowBundle: { codePath: bundleFile } }, message);
}

/** A replay that fails, as one of the tests means it to, is no news for the log. */
export function replayQuietly(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), shutdownSignals: [] });
}
