import type { Wish } from '../kinds/bridged-kind.ts';

/**
 * What was said to whose workflow and is not reflected yet, so that ten events of one object are one signal. Memory
 * only: forgotten at a restart and at each resync, since saying it again changes nothing.
 */
export interface Said {
  of(uid: string): Wish | undefined;
  remember(uid: string, wish: Wish): void;
  forget(uid: string): void;
  clear(): void;
}

export function createSaid(): Said {
  const said = new Map<string, Wish>();
  return {
    of: (uid) => said.get(uid),
    remember: (uid, wish) => void said.set(uid, wish),
    forget: (uid) => void said.delete(uid),
    clear: () => said.clear(),
  };
}
