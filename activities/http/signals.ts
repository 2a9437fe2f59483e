/** Aborts `ms` milliseconds after `signal` did, with its reason. */
export function abortLater(signal: AbortSignal, ms: number): { signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => controller.abort(signal.reason), ms);
  };
  signal.addEventListener('abort', begin, { once: true });
  return {
    signal: controller.signal,
    forget() {
      signal.removeEventListener('abort', begin);
      clearTimeout(timer);
    },
  };
}

/** Aborts when the last of them did; never when one is missing, which nobody can abort. */
export function abortWithAll(signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const known = signals.filter((signal) => signal !== undefined);
  if (known.length < signals.length) return undefined;
  const controller = new AbortController();
  const look = () => {
    if (known.every(({ aborted }) => aborted)) controller.abort(known.at(-1)?.reason);
  };
  for (const signal of known) signal.addEventListener('abort', look, { once: true });
  look();
  return controller.signal;
}

/** What work that serves others too comes to, or the reason why this caller waits for it no longer. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    if (leave) signal.removeEventListener('abort', leave);
  }
}
