/** What the supervisor tells its reaper, a line each. */
export type ReaperLine = { kind: 'watch' | 'forget'; pid: number };

export function formatReaperLine({ kind, pid }: ReaperLine): string {
  return `${kind} ${pid}\n`;
}

export function parseReaperLine(line: string): ReaperLine | undefined {
  const match = /^(watch|forget) ([1-9]\d*)$/.exec(line.trim());
  if (!match) return undefined;
  return { kind: match[1] as ReaperLine['kind'], pid: Number(match[2]) };
}

/** The processes that are still watched after these lines; a line cut off by the supervisor's death is dropped. */
export function watchedPids(lines: Iterable<string>): Set<number> {
  const watched = new Set<number>();
  for (const line of lines) {
    const told = parseReaperLine(line);
    if (told?.kind === 'watch') watched.add(told.pid);
    if (told?.kind === 'forget') watched.delete(told.pid);
  }
  return watched;
}
