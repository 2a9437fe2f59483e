import type { Saying } from '../plan.ts';

/**
 * What was said to whose workflow and is not reflected yet, so that ten events of one object are one signal. Memory
 * only: forgotten at a restart and at each resync, since saying it again changes nothing.
 */
export interface Said {
  of(uid: string): Saying | undefined;
  remember(uid: string, desire: Saying): void;
  forget(uid: string): void;
  clear(): void;
}

export function createSaid(): Said {
  const said = new Map<string, Saying>();
  return {
    of: (uid) => said.get(uid),
    remember: (uid, desire) => void said.set(uid, desire),
    forget: (uid) => void said.delete(uid),
    clear: () => said.clear(),
  };
}
