import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import {
  deploymentProgressQuery,
  pauseSignal,
  resumeSignal,
  retryCommitUpdate,
  rollbackCommitUpdate,
  saltDeploymentDesireSignal,
  transactionReportSignal,
} from '../contract.ts';
import { readPause, readResume } from '../spoken.ts';
import type { Chain } from './chain.ts';
import { takeRetry, takeRollback, whyNoRetry, whyNoRollback } from './requests.ts';
import * as states from './state.ts';
import { renderStatus } from './status.ts';

export function listen({ state, input }: Chain): void {
  setHandler(saltDeploymentDesireSignal, (desire) => states.takeDesire(state, desire));
  setHandler(transactionReportSignal, (report) => states.takeReport(state, report));
  setHandler(pauseSignal, (request) => states.takePause(state, readPause(request), Date.now()));
  setHandler(resumeSignal, (request) => states.takeResume(state, readResume(request)));
  setHandler(retryCommitUpdate, (request) => takeRetry(state, request), {
    validator: (request) => refuse(whyNoRetry(state, request)),
  });
  setHandler(rollbackCommitUpdate, (request) => takeRollback(state, request), {
    validator: (request) => refuse(whyNoRollback(state, request)),
  });
  setHandler(deploymentProgressQuery, () => renderStatus(state, input, Date.now()));
}

function refuse(why: string | undefined): void {
  if (why) throw ApplicationFailure.nonRetryable(why, 'InvalidInput');
}
