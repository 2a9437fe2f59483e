import type { DoctorReport, Finding } from '../../api/doctor.ts';
import { renderTable } from './table.ts';

/** What was found, a paragraph each; then what was looked at, and what could not be. */
export function renderReport({ inspections, unanswered }: DoctorReport): string {
  const findings = inspections.flatMap((inspection) => inspection.findings);
  const found = inspections.reduce((sum, inspection) => sum + inspection.found, 0);
  const rows = inspections.map(({ system, where, looked, found: count }) => [
    system,
    where,
    String(looked),
    String(count),
  ]);
  const parts = [
    ...findings.map(paragraph),
    renderTable(['SYSTEM', 'WHERE', 'LOOKED AT', 'FOUND'], rows),
    ...unanswered.map(({ system, where, why }) => `Not asked: ${system} ${where}: ${why}`),
    conclusion(found, findings.length, unanswered.length),
  ];
  return parts.join('\n\n');
}

function paragraph({ system, ailment, object, owner, why, advice }: Finding): string {
  const whose = owner === '' ? '' : `, of ${owner}`;
  return [`${ailment} in ${system}: ${object}${whose}`, `  why: ${why}`, `  do:  ${advice}`].join('\n');
}

function conclusion(found: number, listed: number, unanswered: number): string {
  const rest = found > listed ? ` (${listed} of them are listed)` : '';
  const what = found === 0 ? 'Nothing was found' : `${found} found${rest}`;
  if (unanswered === 0) return `${what}.`;
  return `${what}; ${unanswered} could not be asked, and may hide more.`;
}
