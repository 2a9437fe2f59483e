/** The part of Jest's JSON report that decides. */
export type JestReport = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    message: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
};

export type MutantVerdict =
  | { kind: 'caught'; by: string }
  | { kind: 'missed' }
  /** The tests said nothing: none was run, or a suite could not even be loaded. */
  | { kind: 'unclear'; why: string };

/** A defect is caught by a test that fails, not by code that no longer loads. */
export function judge({ numPassedTests, numFailedTests, testResults }: JestReport): MutantVerdict {
  const unloaded = testResults.find(({ assertionResults, message }) => assertionResults.length === 0 && message !== '');
  if (unloaded) return { kind: 'unclear', why: `${unloaded.name} could not run: ${firstLine(unloaded.message)}` };
  const failed = testResults.flatMap((suite) => suite.assertionResults).find(({ status }) => status === 'failed');
  if (failed) return { kind: 'caught', by: failed.fullName };
  if (numFailedTests > 0) return { kind: 'unclear', why: 'Jest counts a failure that it does not name' };
  return numPassedTests > 0 ? { kind: 'missed' } : { kind: 'unclear', why: 'no test was run' };
}

function firstLine(message: string): string {
  return message.trim().split('\n')[0] ?? '';
}
