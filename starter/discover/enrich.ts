import type { MachineReport } from '../../api/survey.ts';
import type { FoundMachine } from './bmcs.ts';
import type { Problem } from './change.ts';
import { type InventoryRecord, systemAddress } from './inventory.ts';

/**
 * Fills in, by the BMCs' word, what a source doesn't say of its machines. What it says stands; where it says another
 * machine than the one behind its BMC, neither is believed.
 */
export function enrich(
  records: readonly InventoryRecord[],
  machines: readonly FoundMachine[],
): { records: InventoryRecord[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const enriched = records.flatMap((record) => {
    const candidates = machines.filter(({ asked }) => asked === record.bmc?.address);
    if (candidates.length === 0) return [record];
    const alike = candidates.filter(({ report }) => isSame(record, report));
    const [found, ...others] = alike.length > 0 || candidates.length > 1 ? alike : candidates;
    const [only] = candidates;
    if (found && others.length === 0 && !contradicts(record, found.report)) return [filledIn(record, found)];
    const told = only && candidates.length === 1 ? `a machine with ${marks(only.report)}` : 'no such machine';
    const why = `its BMC ${record.bmc?.address ?? ''} tells of ${told}: correct one of the two`;
    problems.push({ from: record.from, why: others.length > 0 ? `${why} (several fit)` : why });
    return [];
  });
  return { records: enriched, problems };
}

/** The record of a machine of which only its BMC tells. */
export function recordOfMachine(
  { address, report }: FoundMachine,
  credentialsSecretRef?: { namespace: string; name: string },
): InventoryRecord {
  const bare: InventoryRecord = {
    from: address,
    bmc: { address, ...(credentialsSecretRef && { credentialsSecretRef }) },
    nics: [],
    disks: [],
  };
  return filledIn(bare, { asked: address, address, report });
}

function filledIn(record: InventoryRecord, { address, report }: FoundMachine): InventoryRecord {
  const { systemId, nics, disks, ...said } = report;
  const own = record.nics.some(({ management }) => !management);
  return {
    ...said,
    ...record,
    bmc: { ...(systemId !== undefined && { systemId }), ...record.bmc, address: systemAddress(record) ?? address },
    nics: own ? record.nics : [...nics.map(({ mac }) => ({ mac, management: false })), ...record.nics],
    disks: record.disks.length > 0 ? record.disks : disks,
  };
}

function isSame(record: InventoryRecord, report: MachineReport): boolean {
  if (contradicts(record, report)) return false;
  const known = record.nics.map(({ mac }) => mac);
  return (
    isEqual(record.serialNumber, report.serialNumber) ||
    isEqual(record.bmc?.systemId, report.systemId) ||
    report.nics.some(({ mac }) => known.includes(mac))
  );
}

/** What both say, and say differently. */
function contradicts({ serialNumber, bmc, nics }: InventoryRecord, report: MachineReport): boolean {
  const differ = (a?: string, b?: string) => a !== undefined && b !== undefined && !isEqual(a, b);
  const own = nics.filter(({ management }) => !management).map(({ mac }) => mac);
  const strangers = own.length > 0 && report.nics.length > 0 && !report.nics.some(({ mac }) => own.includes(mac));
  return differ(serialNumber, report.serialNumber) || differ(bmc?.systemId, report.systemId) || strangers;
}

function isEqual(a?: string, b?: string): boolean {
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();
}

function marks({ serialNumber, systemId, nics }: MachineReport): string {
  const macs = nics.map(({ mac }) => `MAC ${mac}`);
  return [serialNumber && `serial number ${serialNumber}`, systemId && `system id ${systemId}`, ...macs]
    .filter(Boolean)
    .join(', ');
}
