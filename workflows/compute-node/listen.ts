import { ApplicationFailure, log, patched, setHandler } from '@temporalio/workflow';
import {
  cancelOperationSignal,
  type ConfirmRequest,
  confirmDeletionUpdate,
  desireSignal,
  installerSignal,
  installReportedQuery,
  leavesNeededQuery,
  lookSignal,
  operateSignal,
  pauseSignal,
  progressQuery,
  releaseUpdate,
  resumeSignal,
  type RetryRequest,
  retryUpdate,
  wakeSignal,
} from '../contract.ts';
import { type Chain, nowText } from './chain.ts';
import { confirm, mayConfirm } from './confirm.ts';
import { readPause, readResume } from '../spoken.ts';
import { dropCanceled, tellTurn } from './report.ts';
import * as states from './state.ts';
import { renderStatus } from './status.ts';

/** What people, the bridge and machines can say to a chain, and ask it. Called before the first wait: no message is lost. */
export function listen(chain: Chain): void {
  const { state, input } = chain;
  setHandler(desireSignal, (desire) => {
    states.takeDesire(state, desire);
    if (state.desire?.delete) chain.interrupt?.();
  });
  setHandler(lookSignal, ({ why }) => {
    state.look = why;
    chain.interrupt?.();
  });
  // A running step goes on to its end; that it will be held there is shown at once.
  const showPauses = () => {
    if (chain.interrupt) chain.publish();
  };
  setHandler(pauseSignal, (request) => {
    states.takePause(state, readPause(request), nowText());
    showPauses();
  });
  setHandler(resumeSignal, (request) => {
    states.takeResume(state, readResume(request), nowText());
    showPauses();
  });
  setHandler(operateSignal, (request) => {
    if (states.takeOperation(state, request) === 'taken') tellTurn(chain, request);
  });
  setHandler(cancelOperationSignal, (cancel) => {
    states.takeCancel(state, cancel);
    const [first] = state.operations ?? [];
    if (first?.cancel && !first.touched) chain.interrupt?.();
    if (state.operations?.some((asked) => asked !== first && asked.cancel)) dropCanceled(chain);
  });
  setHandler(installerSignal, (message) => states.takeInstallerMessage(state, message));
  setHandler(wakeSignal, () => {
    state.nudges += 1;
  });
  setHandler(
    retryUpdate,
    ({ by, why }) => {
      const what = state.waiting ?? 'nothing';
      const at = nowText();
      states.remember(state, { operation: 'retry', result: 'Requested', startedAt: at, by, message: why });
      state.nudges += 1;
      probeProviders(chain, by, why);
      return what;
    },
    {
      validator: (_request: RetryRequest) => {
        if (state.fuse?.verdict === 'held') {
          throw ApplicationFailure.nonRetryable(
            `The deletion of this node is held until somebody says: bedplate confirm ${input.ref.name} --why TEXT`,
            'InvalidInput',
          );
        }
        if (!state.waiting)
          throw ApplicationFailure.nonRetryable('Nothing waits for a retry on this node.', 'InvalidInput');
      },
    },
  );
  setHandler(
    releaseUpdate,
    (request) => {
      state.release = request;
      state.nudges += 1;
      const { by, why } = request;
      const { namespace, name } = input.ref;
      log.warn(`ComputeNode ${namespace}/${name} is released by force`, {
        by,
        why,
        asset: state.claim?.asset,
        unconfirmed: state.stuck,
      });
      return `Released without confirmation of: ${state.stuck ?? ''}`;
    },
    {
      validator: ({ force, why }) => {
        const refuse = (message: string) => ApplicationFailure.nonRetryable(message, 'InvalidInput');
        if (!force) throw refuse('Releasing gives the asset back without proof that it is off: say --force.');
        if (!why) throw refuse('Say why with --why: it is kept in the history of the node.');
        if (!state.stuck) throw refuse('Nothing is stuck in a power-off or a wipe: there is nothing to release.');
      },
    },
  );
  setHandler(confirmDeletionUpdate, (request) => confirm(chain, request), {
    validator: (request: ConfirmRequest) => mayConfirm(chain, request),
  });
  setHandler(leavesNeededQuery, () => (state.disrupting?.since === undefined ? [] : [input.ref.uid]));
  setHandler(progressQuery, () => renderStatus(state, input, Date.now()));
  setHandler(installReportedQuery, (installId) => states.installReported(state, installId));
}

/** A step that waits behind a breaker goes on when its provider is seen well: somebody says that it is, so look now. */
function probeProviders({ state, call, input }: Chain, by: string, why: string): void {
  const names = state.waitsFor.filter(({ kind }) => kind === 'ComputeProvider').map(({ name }) => name);
  if (names.length === 0 || !patched('retry-probes-provider')) return;
  const { namespace, name } = input.ref;
  const probe = call(
    'provider.probe',
    { names, by, why: `${why} (retry of ${namespace}/${name})` },
    'have it looked at',
  );
  probe.catch((error: unknown) => log.warn('The provider could not be told to look', { error: String(error) }));
}
