import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInForeground } from '../../hack/stack/foreground.ts';
import { narrate } from '../../hack/stack/narrate.ts';
import type { StackOptions } from '../../hack/stack/options.ts';
import { conclude } from '../report/conclude.ts';
import type { Row } from '../report/row.ts';
import { type Lab, openLab } from './lab.ts';

export interface StackBenchmark {
  /** What is measured, in a few words. */
  title: string;
  /** One worker and one bridge, and besides what is said here. */
  stack: Pick<StackOptions, 'size' | 'simulatorSettings' | 'settings' | 'workerFlags'>;
  json: string | undefined;
  check: boolean;
  /** Keeps the stack's files, logs included. */
  keep: boolean;
  measure(lab: Lab, abort: AbortSignal): Promise<Row[]>;
}

const say = (text: string) => console.log(text);

/** Measures on a stack of its own, and ends the process with what came of it. */
export async function benchmarkOnStack(prepare: () => StackBenchmark): Promise<never> {
  try {
    process.exitCode = await run(prepare());
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
  process.exit();
}

async function run(benchmark: StackBenchmark): Promise<number> {
  const { title, json, check, keep } = benchmark;
  const stateDir = mkdtempSync(join(tmpdir(), 'bedplate-bench-'));
  say(`${title}; its files lie in ${stateDir}.`);
  let isGood = false;
  try {
    const rows = await measured(benchmark, stateDir);
    isGood = true;
    return conclude({ rows, json, check, say });
  } finally {
    if (isGood && !keep) rmSync(stateDir, { recursive: true, force: true });
    else console.error(`The logs are in ${join(stateDir, 'logs')}.`);
  }
}

async function measured({ stack: chosen, measure }: StackBenchmark, stateDir: string): Promise<Row[]> {
  let rows: Row[] | undefined;
  await runInForeground(
    { stateDir, workers: 1, bridges: 1, ...chosen },
    {
      outlivesParent: false,
      onEvent: (event) => say(narrate(event)),
      async onReady(stack, abort) {
        const lab = await openLab(stack, say);
        try {
          rows = await measure(lab, abort);
        } finally {
          await lab.close();
        }
        return 'end';
      },
    },
  );
  if (!rows) throw new Error('The benchmark was given up.');
  return rows;
}
