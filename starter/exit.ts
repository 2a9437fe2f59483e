/** What the command's exit status says. */
export const EXIT = { done: 0, failed: 1, wrongUsage: 2, notFound: 3, timedOut: 4 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Thrown when a command can't go on: one sentence for the reader, one number for scripts. */
export class CommandError extends Error {
  readonly exit: ExitStatus;

  constructor(message: string, exit: ExitStatus = EXIT.failed) {
    super(message);
    this.name = 'CommandError';
    this.exit = exit;
  }
}
