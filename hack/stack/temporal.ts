import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../workflows/contract/search-attributes.ts';
import type { Part } from './part.ts';

export const temporalNamespace = 'default';

export type TemporalOptions = { program: string; port: number; uiPort?: number; database?: string };

/**
 * A shard's queue of tasks is read 20 times a second at most, so that each step of a workflow waits 25 to 50 ms. Elsewhere the
 * work is spread over hundreds of shards; here there is one.
 */
const READS_OF_A_SHARD = ['history.transferProcessorMaxPollRPS', 'history.timerProcessorMaxPollRPS'];

/** Without a database file everything is forgotten at its end; without a UI port there is no Web UI. */
export function temporalPart({ program, port, uiPort, database }: TemporalOptions): Part {
  const address = `127.0.0.1:${port}`;
  return {
    name: 'temporal',
    argv: [
      ...([program, 'server', 'start-dev', '--ip', '127.0.0.1', '--port', `${port}`] as const),
      ...(uiPort === undefined ? ['--headless'] : ['--ui-port', `${uiPort}`]),
      ...(database === undefined ? [] : ['--db-filename', database]),
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
      ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      ...READS_OF_A_SHARD.flatMap((key) => ['--dynamic-config-value', `${key}=1000`]),
      ...['--log-level', 'warn'],
    ],
    readyWithinMs: 60_000,
    isReady: () => isReady(address),
  };
}

async function isReady(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace: temporalNamespace });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: temporalNamespace,
    });
    return SEARCH_ATTRIBUTES.every((name) => name in customAttributes);
  } finally {
    await connection.close();
  }
}
