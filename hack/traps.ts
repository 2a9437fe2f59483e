// npm run traps: every trap of the simulator, the adapter test that meets it, and whether that test fails without it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trapIds } from '../simulator/traps/registry.ts';
import { runJest } from './testing/jest-run.ts';
import { isPinned, type JestResults, type TrapRow, trapRows } from './testing/trap-rows.ts';

const selection = ['--selectProjects', 'contract', '--testPathPatterns', 'test/contract/traps/'];
const folder = mkdtempSync(join(tmpdir(), 'bedplate-traps-'));

try {
  const file = join(folder, 'results.json');
  await runJest({ args: [...selection, '--json', '--outputFile', file], env: {} });
  const rows = trapRows(trapIds, JSON.parse(readFileSync(file, 'utf8')) as JestResults);
  console.log(table(rows));
  const pinned = rows.filter(isPinned).length;
  console.log(`${pinned} of ${rows.length} traps are met by an adapter test that fails without them.`);
  process.exitCode = pinned === rows.length ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function table(rows: readonly TrapRow[]): string {
  const lines = [{ trap: 'TRAP', on: 'ON', off: 'OFF', test: 'ADAPTER TEST' }, ...rows];
  const width = Math.max(...lines.map(({ trap }) => trap.length));
  return lines
    .map(({ trap, on, off, test }) => `${trap.padEnd(width)}  ${on.padEnd(7)}  ${off.padEnd(7)}  ${test}`)
    .join('\n');
}
