// npm run bench -- fleet: a choice among all assets of a large fleet that changes meanwhile, held against looking at each.
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInForeground } from '../hack/stack/foreground.ts';
import { narrate } from '../hack/stack/narrate.ts';
import { measure } from './fleet/measure.ts';
import { type Options, parseOptions } from './fleet/options.ts';
import { startSchedulerProcess } from './fleet/questions.ts';
import { rowsOf } from './fleet/rows.ts';
import { conclude } from './report/conclude.ts';
import type { Row } from './report/row.ts';

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
  say(`Benchmark "fleet": ${options.assets} assets in ${options.racks} racks, ${options.nodes} nodes.`);
  try {
    return conclude({ rows: await benchmark(options, stateDir), json: options.json, check: options.check, say });
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function benchmark(options: Options, stateDir: string): Promise<Row[]> {
  let rows: Row[] | undefined;
  const scheduler = startSchedulerProcess();
  // Whom the scheduler shares its cores with here stands elsewhere in a datacenter: all that starts from now on gives way.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  await runInForeground(
    { stateDir, parts: ['etcd', 'apiserver'] },
    {
      outlivesParent: false,
      onEvent: (event) => say(narrate(event)),
      async onReady(stack, abort) {
        rows = rowsOf(options, await measure({ stack, scheduler }, options, { say, abort }));
        return 'end';
      },
    },
  ).finally(scheduler.stop);
  if (!rows) throw new Error('The benchmark was given up.');
  return rows;
}
