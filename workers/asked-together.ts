import { Failure } from '../activities/failure.ts';

interface Waiting<Question, Answer> {
  question: Question;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

const MOST_AT_ONCE = 100;

/**
 * Questions to one workflow, in order. Those that come while an answer is awaited are asked together: a workflow takes
 * few updates at a time. `who` names it: "The deletion fuse".
 */
export function askedTogether<Question, Answer>(
  who: string,
  ask: (questions: Question[]) => Promise<Answer[]>,
): (question: Question) => Promise<Answer> {
  const waiting: Waiting<Question, Answer>[] = [];
  let asking = false;

  async function askAll(): Promise<void> {
    asking = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_AT_ONCE);
      try {
        const answers = await ask(batch.map(({ question }) => question));
        for (const [index, { resolve, reject }] of batch.entries()) {
          const answer = answers[index];
          if (answer) resolve(answer);
          else reject(new Failure('Unavailable', `${who} left a question unanswered`));
        }
      } catch (error) {
        const failure = new Failure('Unavailable', `${who} gave no answer: ${String(error)}`);
        for (const { reject } of batch) reject(failure);
      }
    }
    asking = false;
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      if (!asking) void askAll();
    });
}
