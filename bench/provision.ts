// npm run bench -- provision: how fast nodes become Ready, held against workflows that do as much of nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInForeground } from '../hack/stack/foreground.ts';
import { narrate } from '../hack/stack/narrate.ts';
import { openLab } from './provision/lab.ts';
import { MACHINE_TIMES, measure } from './provision/measure.ts';
import { type Options, parseOptions } from './provision/options.ts';
import { rowsOf } from './provision/rows.ts';
import { conclude } from './report/conclude.ts';
import type { Row } from './report/row.ts';

const ASSETS_PER_RACK = 24;
/** All nodes of a round are deleted at once: an operator who means that says so. */
const NO_FUSE = { percent: 100, nodes: 1_000_000 };
const say = (text: string) => console.log(text);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
process.exit();

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const stateDir = mkdtempSync(join(tmpdir(), 'bedplate-bench-'));
  say(`Benchmark "provision": ${options.nodes} nodes at once, ${options.rounds} rounds; its files lie in ${stateDir}.`);
  let isGood = false;
  try {
    const rows = await benchmark(options, stateDir);
    isGood = true;
    return conclude({ rows, json: options.json, check: options.check, say });
  } finally {
    if (isGood && !options.keep) rmSync(stateDir, { recursive: true, force: true });
    else console.error(`The logs are in ${join(stateDir, 'logs')}.`);
  }
}

async function benchmark(options: Options, stateDir: string): Promise<Row[]> {
  let rows: Row[] | undefined;
  // A tenth more than is needed: a full rack is another thing to measure.
  const assets = Math.ceil(options.nodes * 1.1) + 1;
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
          rows = rowsOf(await measure(lab, options, abort));
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
