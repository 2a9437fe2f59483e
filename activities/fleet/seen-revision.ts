import { isNewer } from '../../api/resource-version.ts';

/** How far the watch of a kind has come. */
export interface SeenRevision {
  saw(resourceVersion: string | undefined): void;
  readonly highest: string;
  /** Resolves when it has come as far; false when it had not within `ms`. */
  reached(resourceVersion: string, ms: number): Promise<boolean>;
}

export function createSeenRevision(): SeenRevision {
  const waiting = new Set<() => void>();
  let highest = '0';
  const isReached = (wanted: string) => !isNewer(wanted, highest);

  return {
    saw(resourceVersion) {
      if (!isNewer(resourceVersion, highest)) return;
      highest = resourceVersion ?? highest;
      for (const look of [...waiting]) look();
    },
    get highest() {
      return highest;
    },
    reached(wanted, ms) {
      if (isReached(wanted)) return Promise.resolve(true);
      return new Promise((resolve) => {
        const end = (reached: boolean) => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(reached);
        };
        const look = () => {
          if (isReached(wanted)) end(true);
        };
        const timer = setTimeout(() => end(false), ms);
        waiting.add(look);
      });
    },
  };
}
