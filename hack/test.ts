// npm test: all set-up and every test. npm test -- PATTERN or Jest's own options run a part of them.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { checkout, inCheckout } from './checkout.ts';
import { type JestOutcome, runJest } from './testing/jest-run.ts';
import { compareSuites, formatSuites, parseSuites } from './testing/suites.ts';
import { setUpTools, toolEnvironment } from './tools/set-up.ts';
import { ensureWorkflowBundle } from './workflow-bundle.ts';

const suitesFile = inCheckout('test', 'suites.txt');
const serial = ['--selectProjects', 'end-to-end', '--runInBand'];
const parallel = ['--ignoreProjects', 'end-to-end', 'salt'];
const selection = process.argv.slice(2);

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(): Promise<number> {
  if (selection.includes('--update-suites')) return updateSuites();
  const report = (line: string) => console.error(line);
  const env = toolEnvironment(await setUpTools(['etcd', 'kubeApiserver', 'temporal', 'ksvalidator'], report));
  // Tests that need no bundle are worth running all the same; the others say what they miss.
  await ensureWorkflowBundle(report).catch((error: Error) => report(error.message));
  if (selection.length > 0) return conclude([await runJest({ args: selection, env })], []);
  const first = await runJest({ args: parallel, env });
  if (first.interrupted) return conclude([first], []);
  const outcomes = [first, await runJest({ args: serial, env })];
  const committed = existsSync(suitesFile) ? parseSuites(readFileSync(suitesFile, 'utf8')) : [];
  return conclude(
    outcomes,
    compareSuites(
      committed,
      outcomes.flatMap(({ suites }) => suites),
    ),
  );
}

function updateSuites(): number {
  const suites = globSync('test/**/*.test.ts', { cwd: checkout, exclude: ['test/salt/**'] });
  writeFileSync(suitesFile, formatSuites(suites));
  console.log(`test/suites.txt lists ${suites.length} suites.`);
  return 0;
}

function conclude(outcomes: readonly JestOutcome[], differences: readonly string[]): number {
  const sum = (count: (outcome: JestOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const problems = [...outcomes.flatMap((outcome) => outcome.problems), ...differences];
  for (const problem of problems) console.error(`✗ ${problem}`);
  if (differences.length > 0) console.error('If that is meant so: npm test -- --update-suites');
  const failed = sum((outcome) => outcome.failed) + differences.length;
  const isGood = failed === 0 && outcomes.every(({ status }) => status === 0);
  console.log(`${sum((outcome) => outcome.passed)} passed, ${isGood ? 0 : Math.max(failed, 1)} failed`);
  return isGood ? 0 : 1;
}
