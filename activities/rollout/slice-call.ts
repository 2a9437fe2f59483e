import type { SliceAct } from '../../api/rollout/slice.ts';
import type { SaltCall } from '../ports/salt-api.ts';
import type { MasterKey } from '../salt/masters.ts';

/** What a slice runs, as it was decided once: who asks again asks for the same. */
export interface SliceCall {
  master: MasterKey;
  /** Derived in the workflow, so that it is the same at each attempt. */
  jid: string;
  act: SliceAct;
  minions: readonly string[];
  commit: string;
  /** Empty: the highstate. */
  states: readonly string[];
  /** Kept with the job: whose it is. */
  metadata: Readonly<Record<string, string>>;
}

/** States and pillar of exactly that commit. A minion that is busy says so at once: who waits in its queue can't be called off. */
export function saltCallOf({ act, minions, commit, states }: SliceCall): SaltCall {
  return {
    fun: 'state.apply',
    minions,
    kwargs: {
      saltenv: commit,
      pillarenv: commit,
      test: act !== 'apply',
      queue: false,
      ...(states.length > 0 && { mods: [...states] }),
    },
  };
}
