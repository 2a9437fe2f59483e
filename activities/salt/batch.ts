/**
 * Questions of many callers that are asked as one: what comes within a moment of the first, and while an answer is on its
 * way, shares the next call. One caller gives up by itself; the call goes on for the others.
 */
export class Batch<Question, Answer> {
  readonly #ask: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  readonly #gatherMs: number;
  #waiting: { question: Question; answer: (answer: Answer) => void; fail: (error: unknown) => void }[] = [];
  #running = false;

  /** `ask` answers in the order of the questions. */
  constructor(ask: (questions: readonly Question[]) => Promise<readonly Answer[]>, gatherMs: number) {
    this.#ask = ask;
    this.#gatherMs = gatherMs;
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ question, answer, fail });
      if (this.#running) return;
      this.#running = true;
      setTimeout(() => void this.#drain(), this.#gatherMs);
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST);
      try {
        const answers = await this.#ask(batch.map(({ question }) => question));
        for (const [index, { answer }] of batch.entries()) answer(answers[index] as Answer);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.#running = false;
  }
}

/** Of one call to a master. */
const MOST = 500;
