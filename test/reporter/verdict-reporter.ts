import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { type RunResult, type Verdict, verdictOf } from './verdict.ts';

type JestGlobalConfig = { rootDir: string; testNamePattern?: string };
type JestResult = {
  wasInterrupted?: boolean;
  numTotalTestSuites: number;
  testResults: {
    testFilePath: string;
    testExecError?: { message?: string };
    failureMessage?: string | null;
    testResults: { fullName: string; status: string }[];
  }[];
};

/** Fails a run in which anything was skipped, and leaves the verdict for hack/test.ts. */
export class VerdictReporter {
  readonly #config: JestGlobalConfig;
  #verdict: Verdict | undefined;

  constructor(config: JestGlobalConfig) {
    this.#config = config;
  }

  onRunComplete(_contexts: unknown, result: JestResult): void {
    const filteredByName = Boolean(this.#config.testNamePattern);
    this.#verdict = verdictOf(readResult(result, this.#config.rootDir), { filteredByName });
    const file = process.env.BEDPLATE_VERDICT_FILE;
    if (file) writeFileSync(file, JSON.stringify(this.#verdict));
  }

  getLastError(): Error | undefined {
    const problems = this.#verdict?.problems ?? [];
    return problems.length === 0 ? undefined : new Error(problems.join('\n'));
  }
}

function readResult(result: JestResult, root: string): RunResult {
  return {
    interrupted: result.wasInterrupted ?? false,
    selected: result.numTotalTestSuites,
    suites: result.testResults.map((suite) => ({
      path: relative(root, suite.testFilePath),
      error: suite.testExecError
        ? (suite.testExecError.message ?? suite.failureMessage ?? 'no reason was given')
        : undefined,
      tests: suite.testResults.map(({ fullName, status }) => ({ name: fullName, status })),
    })),
  };
}
