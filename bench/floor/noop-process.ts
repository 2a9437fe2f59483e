import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { inCheckout } from '../../hack/checkout.ts';

export interface NoopOptions {
  temporal: { address: string; namespace: string };
  /** Its task queues are those of this cell. */
  cell: string;
  stateDir: string;
}

export interface NoopProcess {
  pid: number;
  stop(): Promise<void>;
}

/** A process of its own, as the stack's worker is one. Returns when it polls. */
export async function startNoopWorker({ temporal, cell, stateDir }: NoopOptions): Promise<NoopProcess> {
  const bundle = join(stateDir, 'noop-workflows.js');
  const workflowsPath = inCheckout('bench', 'floor', 'noop-workflow.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  writeFileSync(bundle, code);

  const program = inCheckout('bench', 'floor', 'noop-worker.ts');
  const { address, namespace } = temporal;
  const where = ['--address', address, '--namespace', namespace, '--cell', cell, '--bundle', bundle];
  const child = spawn(process.execPath, [program, ...where], { stdio: ['pipe', 'pipe', 'pipe'] });
  const logFile = join(stateDir, 'logs', 'noop-worker.log');
  child.stderr.pipe(createWriteStream(logFile));
  const exited = once(child, 'exit');

  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes('ready')) resolve();
    });
  });
  const early = exited.then(() => {
    throw new Error(`The no-op worker ended before it was ready; see ${logFile}.`);
  });
  await Promise.race([ready, early]);
  early.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
