import { Failure } from '../../failure.ts';
import type { MachineIdentity } from '../../ports/bmc.ts';

/** What the machine says of itself; what it doesn't say can't contradict. */
export interface ReportedIdentity {
  systemId?: string | null | undefined;
  serialNumber?: string | null | undefined;
  macs: string[];
}

/** Throws Conflict when the machine behind the BMC is another one than the inventory means, or can't be told. */
export function compareIdentity(expected: MachineIdentity, reported: ReportedIdentity, where: string): void {
  const known = expected.macs.map((mac) => mac.toLowerCase());
  const macs = reported.macs.map((mac) => mac.toLowerCase());
  const compared = [
    isSameText('UUID', expected.systemId, reported.systemId),
    isSameText('serial number', expected.serialNumber, reported.serialNumber),
    macs.length > 0 && known.length > 0,
  ];
  if (compared[2] && !macs.some((mac) => known.includes(mac))) {
    throw otherMachine(`has the MACs ${macs.join(', ')}`, known.join(', '));
  }
  if (compared.includes(true)) return;
  throw refusal(
    `The machine at ${where} reports no UUID, serial number or MAC that ComputeAsset ${expected.asset} knows: nothing proves that it is the right one, and nothing was done to it. ` +
      'Add bmc.systemId or serialNumber to the ComputeAsset.',
  );

  /** False when one of the two doesn't say. */
  function isSameText(what: string, wanted: string | undefined, said: string | null | undefined): boolean {
    if (!wanted || !said) return false;
    if (wanted.trim().toLowerCase() !== said.trim().toLowerCase())
      throw otherMachine(`has the ${what} ${said}`, wanted);
    return true;
  }

  function otherMachine(says: string, wanted: string): Failure {
    return refusal(
      `The machine at ${where} ${says}, but ComputeAsset ${expected.asset} says ${wanted}: it is another machine, and nothing was done to it. ` +
        "Correct bmc.address or the machine's description in the ComputeAsset.",
    );
  }

  function refusal(message: string): Failure {
    return new Failure('Conflict', message, { waitsFor: [{ kind: 'ComputeAsset', name: expected.asset }] });
  }
}
