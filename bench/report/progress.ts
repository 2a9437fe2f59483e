const EVERY_MS = 2_000;

/** Says every two seconds how far something is, until it is stopped. */
export function startProgress(say: (line: string) => void, line: () => string): { stop(): void } {
  const started = performance.now();
  const timer = setInterval(() => {
    say(`${((performance.now() - started) / 1000).toFixed(0).padStart(6)} s  ${line()}`);
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
