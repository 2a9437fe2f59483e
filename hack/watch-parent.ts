const pollMs = 500;

/** A parent killed with -9 can tell us nothing; its death shows only in our parent's pid. */
export function watchParent(onGone: () => void): NodeJS.Timeout {
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, pollMs).unref();
}
