export const partKinds = ['etcd', 'apiserver', 'temporal', 'simulator', 'worker', 'bridge'] as const;
export type PartKind = (typeof partKinds)[number];

/** Everything that is needed to start one process of the stack, again and again with the same arguments. */
export type Part = {
  name: string;
  argv: readonly [string, ...string[]];
  env?: Readonly<Record<string, string>>;
  readyWithinMs: number;
  /** Asked until it says true; `log` is what this start has written so far. A throw means: not yet. */
  isReady(log: () => string): Promise<boolean>;
};

/** Anything unready or unreachable is "not yet": the time-out tells the rest. */
export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
