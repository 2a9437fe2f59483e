// npm run bench -- claims: what is claimed by many at once, by the halves of bench/claims/halves.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCluster } from '../hack/cluster/objects.ts';
import { runInForeground } from '../hack/stack/foreground.ts';
import { narrate } from '../hack/stack/narrate.ts';
import { halves } from './claims/halves.ts';
import { type Options, parseOptions } from './claims/options.ts';
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
  say(`Benchmark "claims": ${options.halves.join(' and ')}, ${options.seeds} seeds.`);
  try {
    return conclude({ rows: await benchmark(options, stateDir), json: options.json, check: options.check, say });
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** Each half on an apiserver of its own: what one claims is not in the other's way. */
async function benchmark({ halves: wanted, seeds }: Options, stateDir: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, measure } of halves.filter((half) => wanted.includes(half.name))) {
    await runInForeground(
      { stateDir: join(stateDir, name), parts: ['etcd', 'apiserver'] },
      {
        outlivesParent: false,
        onEvent: (event) => say(narrate(event)),
        async onReady({ file: { kubeconfig } }, abort) {
          const cluster = openCluster(kubeconfig);
          try {
            rows.push(...(await measure({ kubeconfig, cluster, seeds, say, abort })));
          } finally {
            cluster.close();
          }
          return 'end';
        },
      },
    );
  }
  return rows;
}
