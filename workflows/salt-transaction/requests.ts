import type { RolloutEvent } from '../../api/rollout/events.ts';
import { isOver, type TransactionState } from './state.ts';

/** What people ask for by update. */
export type Request = Extract<
  RolloutEvent,
  { type: 'Promote' | 'SkipBucket' | 'SkipNodes' | 'Retry' | 'Abort' | 'Rollback' }
>;

/** Why a request is refused; undefined when it is not. */
export function whyNot(state: TransactionState, request: Request): string | undefined {
  if (!request.why) return 'Say why with --why: it is shown with the rollout.';
  const { engine } = state;
  if (!engine) return 'The transaction was not looked at yet: try again in a moment.';
  if (isOver(state)) return `The rollout is over: ${engine.result?.phase ?? ''}.`;
  const { ending } = engine;
  if (ending) return `The rollout comes to its end already: ${ending.by}: ${ending.why}`;
  if (request.type === 'Rollback' && engine.plan.fromCommit === null)
    return 'No commit was good before this one: there is nothing to go back to. Abort it.';
  if (!('bucket' in request) || request.bucket === undefined) return undefined;
  const names = engine.buckets.map(({ name }) => name);
  return names.includes(request.bucket) ? undefined : `There is no bucket ${request.bucket}; there are ${some(names)}.`;
}

const MOST_NAMED = 20;

function some(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}

/** What is done now, in words. */
export function answerTo(request: Request): string {
  switch (request.type) {
    case 'Promote':
      return request.bucket
        ? `Bucket ${request.bucket} counts as passed.`
        : 'Every bucket counts as passed once its nodes are done: no soak, no gates.';
    case 'SkipBucket':
      return `Bucket ${request.bucket} is left out.`;
    case 'SkipNodes':
      return `Left out: ${some(request.nodes)}.`;
    case 'Retry':
      return `What failed${request.bucket ? ` in bucket ${request.bucket}` : ''} is tried once more.`;
    case 'Abort':
      return 'Nothing more is begun; what is under way comes to its end.';
    case 'Rollback':
      return 'Nothing more is begun; once what is under way has ended, the nodes go back to the commit before.';
  }
}
