/** Of Jest's `--json`: what is read here. */
export interface JestResults {
  testResults: { assertionResults: { ancestorTitles: string[]; title: string; status: string }[] }[];
}

export interface TrapRow {
  trap: string;
  test: string;
  /** With the trap, that test has to pass. */
  on: 'passes' | 'FAILS' | 'no test';
  /** Without it, to fail. */
  off: 'fails' | 'PASSES' | 'no test';
}

/** Title of the second test that `meets` makes. */
const withoutTrap = 'without the trap that test fails';

/** One row for each trap, whether or not a test meets it. */
export function trapRows(traps: readonly string[], results: JestResults): TrapRow[] {
  const tests = results.testResults.flatMap((file) => file.assertionResults);
  return traps.map((trap) => {
    const own = tests.filter(({ ancestorTitles }) => ancestorTitles.at(-1) === `[${trap}]`);
    const met = own.filter(({ title }) => title !== withoutTrap);
    const lost = own.filter(({ title }) => title === withoutTrap);
    return {
      trap,
      test: met.map(({ title }) => title).join('; '),
      on: met.length === 0 ? 'no test' : allPass(met) ? 'passes' : 'FAILS',
      off: lost.length === 0 ? 'no test' : allPass(lost) ? 'fails' : 'PASSES',
    };
  });
}

export function isPinned({ on, off }: TrapRow): boolean {
  return on === 'passes' && off === 'fails';
}

function allPass(tests: readonly { status: string }[]): boolean {
  return tests.every(({ status }) => status === 'passed');
}
