import { randomUUID } from 'node:crypto';
import type { Page } from '../api/survey.ts';
import { SURVEY_WORKFLOW, type SurveyAnswers, type SurveyInput, type SurveyLook } from '../workflows/contract.ts';
import type { Session } from './session.ts';
import { answerOf } from './short-workflow.ts';

const ANSWER_MS = 10 * 60_000;
/** A page stays well below what a message of Temporal may hold. */
const PAGE = 200;

/** Asks the workers to look outside: commands hold no credentials. */
export function lookOutside<What extends SurveyLook['what']>(
  session: Session,
  look: Extract<SurveyLook, { what: What }>,
): Promise<SurveyAnswers[What]> {
  return answerOf<SurveyInput, SurveyAnswers[What]>(session, {
    type: SURVEY_WORKFLOW,
    workflowId: `survey/${session.cell}/${randomUUID()}`,
    input: { cell: session.cell, look },
    timeoutMs: session.timeoutMs ?? ANSWER_MS,
    what: `survey of ${look.what}`,
  });
}

/** All rows of a list that is read page by page; says how far it is where that takes a while. */
export async function allPages<Row>(
  what: string,
  read: (page: { offset: number; limit: number }) => Promise<Page<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await read({ offset, limit: PAGE });
    rows.push(...page.rows);
    if (offset + PAGE >= page.total) return rows;
    console.error(`${rows.length} of ${page.total} ${what}`);
  }
}
