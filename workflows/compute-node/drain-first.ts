import { attempt } from './attempt.ts';
import { type Chain, show } from './chain.ts';
import { type Claim, everBooted } from './state.ts';

const DRAIN = { name: 'drain', title: 'drain' };

/** Before a deletion takes the machine away, those whom spec.drain names are told, and waited for as long as it takes. True when somebody was. */
export async function drainFirst(chain: Chain, claims: readonly Claim[], hasHooks: boolean): Promise<boolean> {
  if (!hasHooks || !claims.some(everBooted)) return false;
  const { call, input } = chain;
  const { ref } = input;
  await attempt(
    chain,
    {
      act: DRAIN,
      during: 'Undoing',
      after: 'Undone',
      heedsPause: false,
      onFault: ({ type, message }) =>
        show(
          chain,
          'CleanupIncomplete',
          'True',
          type,
          `drain: ${message}; the machine runs on. Who takes the hook out of spec.drain has the deletion go on without it`,
        ),
    },
    async () => {
      const hooks = await call('drain.hooks', { ref, more: [] }, 'delete: who is to be told');
      const operation = { type: 'Delete', reason: `ComputeNode ${ref.namespace}/${ref.name} is being deleted` };
      for (const hook of hooks) {
        await call('drain.run', { ref, hook, operation }, `delete: drain hook ${hook.name}`);
      }
      return { message: hooks.map(({ name }) => name).join(', ') || 'nobody is to be told' };
    },
  );
  show(chain, 'CleanupIncomplete', 'False', 'InProgress', 'taking the node down');
  return true;
}
