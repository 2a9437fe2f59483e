// npm run mutants: plants the listed defects one by one, and fails when the tests miss one.
import { parseArgs } from 'node:util';
import { defects } from './mutants/defects.ts';
import { type Mutant, selectionsOf } from './mutants/mutant.ts';
import { judge, type MutantVerdict } from './mutants/verdict.ts';
import { Workshop } from './mutants/workshop.ts';
import { setUpTools, toolEnvironment } from './tools/set-up.ts';

const usage = 'Usage: npm run mutants [-- NAME…], with names as it prints them.';

try {
  process.exitCode = await main(parseArgs({ allowPositionals: true }).positionals);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !defects.some((mutant) => mutant.name === name));
  if (unknown !== undefined) throw new Error(`There is no mutant "${unknown}". ${usage}`);
  const chosen = names.length === 0 ? defects : defects.filter(({ name }) => names.includes(name));

  const paths = await setUpTools(['etcd', 'kubeApiserver', 'temporal', 'ksvalidator'], (line) => console.error(line));
  const workshop = new Workshop(toolEnvironment(paths));
  process.once('exit', () => workshop.close());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

  await withoutDefect(workshop, chosen);
  let missed = 0;
  for (const [position, mutant] of chosen.entries()) {
    const started = performance.now();
    const verdict = await workshop.with(mutant, async () => judge(await workshop.test(mutant)));
    if (verdict.kind !== 'caught') missed += 1;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${position + 1}/${chosen.length}  ${mutant.name}: ${inWords(mutant, verdict)}  (${seconds} s)`);
  }
  console.log(missed === 0 ? `All ${chosen.length} mutants were caught.` : `${missed} of ${chosen.length} were not.`);
  return missed === 0 ? 0 : 1;
}

/** A suite that fails anyhow would seem to catch everything. */
async function withoutDefect(workshop: Workshop, chosen: readonly Mutant[]): Promise<void> {
  for (const selection of selectionsOf(chosen)) {
    const { tests, only } = selection;
    console.log(`Without a defect first: ${tests.length} suites${only === undefined ? '' : ' in part'}…`);
    const verdict = judge(await workshop.test(selection));
    if (verdict.kind === 'caught') throw new Error(`A test fails without any defect: ${verdict.by}. Mend that first.`);
    if (verdict.kind === 'unclear') throw new Error(`The suites can't be judged without any defect: ${verdict.why}.`);
  }
}

function inWords({ defect, file, tests }: Mutant, verdict: MutantVerdict): string {
  switch (verdict.kind) {
    case 'caught':
      return `caught by "${verdict.by}"`;
    case 'missed':
      return `MISSED. ${defect} (${file}), and ${tests.join(', ')} did not notice.`;
    case 'unclear':
      return `UNCLEAR: ${verdict.why}`;
  }
}
