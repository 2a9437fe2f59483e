import type { Host, HostRegistry } from '../ports/host-registry.ts';

/** How old a list may be before it is asked for again, in milliseconds. */
const MAX_AGE_MS = 3_000;

/**
 * One watcher for each Foreman: however many nodes wait, their builds are read from one list call at a time. A list is
 * never older than MAX_AGE_MS, and never shown to an install that began to wait after it was asked for: that may show
 * the build before. `now` in milliseconds.
 */
export function createBuildWatch(open: () => Promise<HostRegistry>, now: () => number = Date.now) {
  /** Since when the newest install of each host is waited for. */
  const waiting = new Map<string, { installId: string; since: number }>();
  let askedAt = 0;
  let answer: Promise<Map<string, Host>> | undefined;

  async function list(): Promise<Map<string, Host>> {
    const registry = await open();
    return new Map((await registry.list()).map((host) => [host.fqdn, host]));
  }

  function waitsSince(fqdn: string, installId: string): number {
    const known = waiting.get(fqdn);
    if (known?.installId === installId) return known.since;
    const since = now();
    waiting.set(fqdn, { installId, since });
    return since;
  }

  /** Undefined when there is no such host, and when a list that can tell has still to be asked for. */
  return async function look(fqdn: string, installId: string): Promise<Host | undefined> {
    const since = waitsSince(fqdn, installId);
    if (!answer || now() - askedAt > MAX_AGE_MS) {
      askedAt = now();
      const asked = list();
      answer = asked;
      asked.catch(() => {
        if (answer === asked) answer = undefined;
      });
    } else if (askedAt < since) {
      return undefined;
    }
    return (await answer).get(fqdn);
  };
}
