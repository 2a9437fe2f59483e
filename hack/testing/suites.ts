/** What the committed list and a full run disagree about, a sentence each. */
export function compareSuites(committed: readonly string[], executed: readonly string[]): string[] {
  const ran = new Set(executed);
  const listed = new Set(committed);
  const missing = [...listed].filter((suite) => !ran.has(suite)).sort();
  const unlisted = [...ran].filter((suite) => !listed.has(suite)).sort();
  return [
    ...missing.map((suite) => `${suite} stands in test/suites.txt but did not run.`),
    ...unlisted.map((suite) => `${suite} ran but does not stand in test/suites.txt.`),
  ];
}

export function parseSuites(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

export function formatSuites(suites: readonly string[]): string {
  return [...suites].sort().join('\n') + '\n';
}
