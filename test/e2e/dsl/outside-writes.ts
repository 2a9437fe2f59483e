import type { JournalEntry } from '../../../hack/truth/outside.ts';

/** A kind of write: what a fault rule needs to hit any of its like. */
export interface OutsideWrite {
  system: string;
  method: string;
  /** With `*` for ids. */
  path: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The kinds of changes that workers made outside, each once, in the order in which they came. */
export function outsideWrites(journal: readonly JournalEntry[]): OutsideWrite[] {
  const writes = new Map<string, OutsideWrite>();
  for (const { system, method, path, changed } of journal) {
    if (!changed || system === 'machine' || system === 'admin' || isFromMachine(path)) continue;
    const write = { system, method, path: path.split('/').map(withoutId).join('/') };
    writes.set(describeWrite(write), write);
  }
  return [...writes.values()];
}

export function describeWrite({ system, method, path }: OutsideWrite): string {
  return `${system} ${method} ${path}`;
}

/** Installers tell Foreman themselves that they are through. */
function isFromMachine(path: string): boolean {
  return path.startsWith('/unattended/');
}

function withoutId(segment: string): string {
  const isZone = segment.endsWith('.');
  return isZone || /^\d+$/.test(segment) || UUID.test(segment) ? '*' : segment;
}
