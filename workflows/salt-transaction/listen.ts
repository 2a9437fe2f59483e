import type { UpdateDefinition } from '@temporalio/common';
import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import {
  abortUpdate,
  bucketNewsSignal,
  deploymentSaysSignal,
  promoteUpdate,
  retryRolloutUpdate,
  rollbackUpdate,
  rolloutProgressQuery,
  type RolloutRequest,
  saltTransactionDesireSignal,
  type SkipRequest,
  skipUpdate,
} from '../contract.ts';
import type { Chain } from './chain.ts';
import { answerTo, type Request, whyNot } from './requests.ts';
import * as states from './state.ts';
import { renderStatus } from './status.ts';

export function listen(chain: Chain): void {
  const { state, input } = chain;
  const due = () => (chain.due = true);
  setHandler(saltTransactionDesireSignal, (desire) => {
    states.takeDesire(state, desire);
    due();
  });
  setHandler(deploymentSaysSignal, (says) => {
    states.takeDeploymentWords(state, says, Date.now());
    due();
  });
  setHandler(bucketNewsSignal, (news) => {
    states.takeBucketNews(state, news, Date.now());
    due();
  });
  setHandler(rolloutProgressQuery, () => renderStatus(state, input, Date.now()));

  function takeRequests<R extends RolloutRequest>(
    update: UpdateDefinition<string, [R]>,
    eventOf: (request: R) => Request,
  ): void {
    setHandler(
      update,
      (request) => {
        const event = eventOf(request);
        states.take(state, event, Date.now());
        due();
        return answerTo(event);
      },
      {
        validator: (request) => {
          const refusal = whyNot(state, eventOf(request));
          if (refusal) throw ApplicationFailure.nonRetryable(refusal, 'InvalidInput');
        },
      },
    );
  }
  takeRequests(promoteUpdate, (request) => ({ type: 'Promote', ...request }));
  takeRequests(skipUpdate, ({ by, why, bucket = '', nodes }: SkipRequest) =>
    nodes ? { type: 'SkipNodes', by, why, nodes } : { type: 'SkipBucket', by, why, bucket },
  );
  takeRequests(retryRolloutUpdate, (request) => ({ type: 'Retry', ...request }));
  takeRequests(abortUpdate, (request) => ({ type: 'Abort', ...request }));
  takeRequests(rollbackUpdate, (request) => ({ type: 'Rollback', ...request }));
}
