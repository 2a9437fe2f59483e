import type { Host, HostRegistry } from '../ports/host-registry.ts';

/** How old a list may be before it is asked for again, in milliseconds. */
const MAX_AGE_MS = 3_000;

/**
 * One watcher for each Foreman: however many nodes wait, their builds are read from one list call at a time. A list is
 * never older than MAX_AGE_MS, and never shared with someone who began to wait after it was asked for.
 */
export function createBuildWatch(open: () => Promise<HostRegistry>) {
  let askedAt = 0;
  let answer: Promise<Map<string, Host>> | undefined;

  async function list(): Promise<Map<string, Host>> {
    const registry = await open();
    return new Map((await registry.list()).map((host) => [host.fqdn, host]));
  }

  return async function look(fqdn: string): Promise<Host | undefined> {
    if (!answer || Date.now() - askedAt > MAX_AGE_MS) {
      askedAt = Date.now();
      answer = list();
      answer.catch(() => {
        answer = undefined;
      });
    }
    return (await answer).get(fqdn);
  };
}
