import type { Logger } from 'pino';

/** Faults that repeat are said at once, then once a minute with their number, then once more when they have ended. */
export interface Complaints {
  /** `about` is what keeps failing, such as `Temporal`; `advice` is what to do if it goes on. */
  raise(about: string, error: unknown, advice: string): void;
  stop(): void;
}

interface Complaint {
  advice: string;
  last: string;
  unsaid: number;
  total: number;
  lastAt: number;
}

export function createComplaints(log: Logger, everyMs = 60_000): Complaints {
  const complaints = new Map<string, Complaint>();

  function round(): void {
    for (const [about, complaint] of complaints) {
      if (complaint.unsaid > 0) {
        log.warn({ about, failures: complaint.unsaid }, `${about} still fails: ${complaint.last}. ${complaint.advice}`);
        complaint.unsaid = 0;
      } else if (Date.now() - complaint.lastAt >= everyMs) {
        log.info(
          { about, failures: complaint.total },
          `${about}: no failure for ${everyMs / 1000} s, after ${complaint.total} in all`,
        );
        complaints.delete(about);
      }
    }
  }

  const timer = setInterval(round, everyMs);
  timer.unref();
  return {
    raise(about, error, advice) {
      const last = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
      const known = complaints.get(about);
      if (known) {
        Object.assign(known, { last, unsaid: known.unsaid + 1, total: known.total + 1, lastAt: Date.now() });
        return;
      }
      complaints.set(about, { advice, last, unsaid: 0, total: 1, lastAt: Date.now() });
      log.warn({ about }, `${about} fails: ${last}. ${advice}`);
    },
    stop: () => clearInterval(timer),
  };
}
