import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInForeground } from '../../hack/stack/foreground.ts';
import { narrate } from '../../hack/stack/narrate.ts';
import { conclude } from '../report/conclude.ts';
import type { Row } from '../report/row.ts';
import { type Lab, openLab } from './lab.ts';
import { MACHINE_TIMES } from './machine-times.ts';

export interface StackBenchmark {
  /** What is measured, in a few words. */
  title: string;
  /** At most so many are there at a time. */
  nodes: number;
  json: string | undefined;
  check: boolean;
  /** Keeps the stack's files, logs included. */
  keep: boolean;
  measure(lab: Lab, abort: AbortSignal): Promise<Row[]>;
}

const ASSETS_PER_RACK = 24;
/** All nodes of a round are deleted at once: an operator who means that says so. */
const NO_FUSE = { percent: 100, nodes: 1_000_000 };
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

async function measured({ nodes, measure }: StackBenchmark, stateDir: string): Promise<Row[]> {
  let rows: Row[] | undefined;
  // A tenth more than is needed: a full rack is another thing to measure.
  const assets = Math.ceil(nodes * 1.1) + 1;
  const size = { racks: Math.ceil(assets / ASSETS_PER_RACK), assets };
  await runInForeground(
    {
      stateDir,
      workers: 1,
      bridges: 1,
      size,
      simulatorSettings: { ...MACHINE_TIMES },
      settings: { deletionFuse: NO_FUSE },
    },
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
