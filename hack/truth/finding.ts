/** What a check looked at, and what it found wrong, in sentences. Nothing compared is nothing proved. */
export interface Finding {
  /** How many of each thing were held against another system's word. */
  compared: Record<string, number>;
  violations: string[];
}

export function together(findings: readonly Finding[]): Finding {
  const compared: Record<string, number> = {};
  for (const finding of findings) {
    for (const [what, count] of Object.entries(finding.compared)) compared[what] = (compared[what] ?? 0) + count;
  }
  return { compared, violations: findings.flatMap(({ violations }) => violations) };
}

export function comparedInAll({ compared }: Finding): number {
  return Object.values(compared).reduce((sum, count) => sum + count, 0);
}

/** "compared 60 machines, 12 hosts: 0 violations" */
export function describeFinding(finding: Finding): string {
  const counts = Object.entries(finding.compared).map(([what, count]) => `${count} ${what}`);
  return `compared ${counts.join(', ') || 'nothing'}: ${finding.violations.length} violations`;
}
