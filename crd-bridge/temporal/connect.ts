import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';

export interface ConnectOptions {
  address: string;
  signal: AbortSignal;
  onError: (error: unknown) => void;
}

const RETRY_MS = 2_000;

/** Tries until Temporal answers; undefined when `signal` ended it. Once made, the connection mends itself. */
export async function connectTemporal({
  address,
  signal,
  onError,
}: ConnectOptions): Promise<NativeConnection | undefined> {
  while (!signal.aborted) {
    try {
      return await NativeConnection.connect({ address });
    } catch (error) {
      onError(error);
      await sleep(RETRY_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
