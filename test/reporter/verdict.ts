/** What one run of Jest came to; the part of Jest's own result that a verdict needs. */
export type RunResult = {
  interrupted: boolean;
  /** Suites that were selected, run or not. */
  selected: number;
  suites: SuiteResult[];
};

export type SuiteResult = {
  path: string;
  /** Why the suite could not run at all. */
  error: string | undefined;
  tests: { name: string; status: string }[];
};

export type Verdict = { passed: number; failed: number; problems: string[]; suites: string[] };

export type VerdictOptions = {
  /** A developer chose tests by name, so the others are rightly passed over. */
  filteredByName: boolean;
};

/** Nothing but "every test of every selected suite ran and passed" is good; each other thing is a problem in words. */
export function verdictOf(result: RunResult, { filteredByName }: VerdictOptions): Verdict {
  const tests = result.suites.flatMap(({ path, tests }) => tests.map((test) => ({ path, ...test })));
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.filter(({ status }) => status === 'failed').length;
  const unstarted = result.selected - result.suites.length;
  const problems = [
    ...(result.interrupted ? ['The run was interrupted.'] : []),
    ...(unstarted > 0 ? [`${unstarted} of ${result.selected} suites were not started.`] : []),
    ...result.suites.flatMap((suite) => suiteProblems(suite)),
    ...(filteredByName
      ? []
      : tests.filter(isNotRun).map(({ path, name, status }) => `${path}: "${name}" did not run (${status}).`)),
  ];
  return { passed, failed: failed + problems.length, problems, suites: result.suites.map(({ path }) => path) };
}

function suiteProblems({ path, error, tests }: SuiteResult): string[] {
  if (error !== undefined) return [`${path} could not run: ${error}`];
  return tests.length === 0 ? [`${path} has no tests.`] : [];
}

function isNotRun({ status }: { status: string }): boolean {
  return status !== 'passed' && status !== 'failed';
}
