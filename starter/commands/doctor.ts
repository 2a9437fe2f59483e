import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { Command } from 'commander';
import type { DoctorReport } from '../../api/doctor.ts';
import { DOCTOR_WORKFLOW, type DoctorInput, doctorProgressQuery } from '../../workflows/contract.ts';
import { inspectChains } from '../doctor/inspect-chains.ts';
import { EXIT } from '../exit.ts';
import { renderDocument } from '../render/document.ts';
import { renderReport } from '../render/doctor-report.ts';
import { type Session, withSession } from '../session.ts';
import { answerOf } from '../short-workflow.ts';

const ANSWER_MS = 15 * 60_000;
/** From here on a person wants to know what it is at. */
const SAY_MS = 2_000;

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what nobody stands behind, and what is missing, in every outside system; changes nothing')
    .option('--no-bmc', 'leave out the machines of unclaimed assets, which are asked one by one')
    .action(({ bmc }: { bmc: boolean }, command: Command) =>
      withSession(command, async (session) => {
        const [outside, chains] = await Promise.all([lookOutside(session, bmc), inspectChains(session)]);
        const report: DoctorReport = { ...outside, inspections: [...outside.inspections, chains] };
        session.print(renderDocument(session.output, report) ?? renderReport(report));
        const isClean = report.unanswered.length === 0 && report.inspections.every(({ found }) => found === 0);
        if (!isClean) process.exitCode = EXIT.failed;
      }),
    );
}

async function lookOutside(session: Session, bmc: boolean): Promise<DoctorReport> {
  let saying: NodeJS.Timeout | undefined;
  try {
    return await answerOf<DoctorInput, DoctorReport>(session, {
      type: DOCTOR_WORKFLOW,
      workflowId: `doctor/${session.cell}/${randomUUID()}`,
      input: { cell: session.cell, bmc },
      timeoutMs: session.timeoutMs ?? ANSWER_MS,
      what: `examination of cell ${session.cell}`,
      meanwhile(handle) {
        saying = setInterval(() => void sayProgress(handle), SAY_MS);
      },
    });
  } finally {
    clearInterval(saying);
  }
}

/** For the person at the terminal; the answer is for whoever reads the standard output. */
async function sayProgress(handle: WorkflowHandle): Promise<void> {
  try {
    const { done, open } = await handle.query(doctorProgressQuery);
    if (open.length > 0)
      console.error(`${done.length} of ${done.length + open.length} looked at; still ${open.join(', ')}`);
  } catch {
    // A worker that is busy has no time to say so.
  }
}
