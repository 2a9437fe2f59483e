import { Failure } from '../../failure.ts';
import type { MachineIdentity } from '../../ports/bmc.ts';

/** What the machine says of itself; what it doesn't say can't contradict. */
export interface ReportedIdentity {
  systemId?: string | null | undefined;
  serialNumber?: string | null | undefined;
  macs: string[];
}

/** Throws Conflict when the machine behind the BMC is another one than the inventory means. */
export function compareIdentity(expected: MachineIdentity, reported: ReportedIdentity, where: string): void {
  refuseDifferent('UUID', expected.systemId, reported.systemId, where);
  refuseDifferent('serial number', expected.serialNumber, reported.serialNumber, where);
  const known = new Set(expected.macs.map((mac) => mac.toLowerCase()));
  const macs = reported.macs.map((mac) => mac.toLowerCase());
  if (macs.length === 0 || known.size === 0 || macs.some((mac) => known.has(mac))) return;
  throw otherMachine(where, `has the MACs ${macs.join(', ')}`, `${[...known].join(', ')}`);
}

function refuseDifferent(
  what: string,
  expected: string | undefined,
  reported: string | null | undefined,
  where: string,
): void {
  if (!expected || !reported) return;
  if (expected.trim().toLowerCase() === reported.trim().toLowerCase()) return;
  throw otherMachine(where, `has the ${what} ${reported}`, expected);
}

function otherMachine(where: string, reported: string, expected: string): Failure {
  return new Failure(
    'Conflict',
    `The machine at ${where} ${reported}, but the ComputeAsset says ${expected}: it is another machine, and nothing was done to it. ` +
      "Correct bmc.address or the machine's description in the ComputeAsset.",
    { waitsFor: [{ kind: 'ComputeAsset', name: '*' }] },
  );
}
