// A worker like the product's, made by the same code with the same options, whose activities do nothing. Ends when its
// standard input closes, so that it never outlives the benchmark.
import { parseArgs } from 'node:util';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createWorkers } from '../../workers/temporal-workers.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { address: text, namespace: text, cell: text, bundle: text } });
const { address, namespace = 'default', cell = '', bundle } = values;

Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const connection = await NativeConnection.connect({ address });
// Temporal calls "default" for every activity that has no function of its own.
const nothing = { default: async () => undefined };
const activities = {
  workflows: nothing,
  scheduler: nothing,
  foreman: nothing,
  cmdb: nothing,
  dns: nothing,
  bmc: nothing,
  salt: nothing,
};
const workers = await createWorkers({ connection, namespace, cell, identity: 'noop-worker', activities, bundle });
const running = workers.map((worker) => worker.run());
process.stdin.on('close', () => workers.forEach((worker) => worker.shutdown())).resume();
console.log('ready');

await Promise.all(running);
await connection.close();
