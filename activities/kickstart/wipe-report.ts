import type { PlannedDisk } from '../../api/plan.ts';

/** sha256 of 1 MiB of zeros. */
export const ZERO_MEBIBYTE = '30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58';

export type WipeProof = { wiped: true } | { wiped: false; reasons: string[] };

/**
 * Reads what a wiped machine reported: a line `<disk> <sha256 of its first MiB>` for each disk. It is a proof only when
 * every disk of the asset is there, and each begins with zeros; nothing is concluded from silence.
 */
export function checkWipeReport(report: string, disks: readonly Pick<PlannedDisk, 'name'>[]): WipeProof {
  if (disks.length === 0) return { wiped: false, reasons: ['the asset lists no disks'] };
  const reported = new Map<string, Set<string>>();
  for (const line of report.split(/\r?\n/)) {
    const [, name = '', digest = ''] = /^([a-z][a-z0-9]*) ([0-9a-f]*)$/.exec(line.trim()) ?? [];
    if (name !== '') reported.set(name, (reported.get(name) ?? new Set()).add(digest));
  }
  const reasons = disks.flatMap(({ name }) => {
    const digests = reported.get(name);
    if (!digests) return [`${name}: the report does not mention it`];
    const foreign = [...digests].filter((digest) => digest !== ZERO_MEBIBYTE);
    return foreign.map(
      (digest) => `${name}: its first MiB is not zero (sha256 ${digest || 'of nothing: it could not be read'})`,
    );
  });
  return reasons.length === 0 ? { wiped: true } : { wiped: false, reasons };
}
