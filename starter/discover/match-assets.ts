import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import { isObjectName } from '../../api/schema/strings.ts';
import type { Problem } from './change.ts';
import { macsOf } from './compare-asset.ts';
import type { InventoryRecord } from './inventory.ts';

export interface Matched {
  record: InventoryRecord;
  /** Of the asset that there is, or will be. */
  name: string;
  asset?: ComputeAsset;
}

type Known = { matched: Matched } | { problem: Problem };

/** Finds the asset that each record means. Two records that say the same machine are both refused: neither is believed. */
export function matchAssets(
  records: readonly InventoryRecord[],
  assets: readonly ComputeAsset[],
): { matched: Matched[]; problems: Problem[] } {
  const byName = new Map(assets.map((asset) => [asset.metadata.name, asset]));
  const byMark = new Map(assets.flatMap((asset) => marksOfAsset(asset).map((mark) => [mark, asset])));
  const tellers = groupBy(records, marksOf);

  function match(record: InventoryRecord): Known {
    const refuse = (why: string): Known => ({ problem: { from: record.from, why } });
    if (record.nics.length === 0) {
      return refuse('it names no network device: Bedplate knows a machine by its MACs');
    }
    for (const mark of marksOf(record)) {
      const others = (tellers.get(mark) ?? []).filter((other) => other !== record).map(({ from }) => from);
      if (others.length > 0) return refuse(`its ${mark} is also told by ${others.sort().slice(0, 3).join(', ')}`);
    }
    const known = new Set(marksOf(record).flatMap((mark) => byMark.get(mark) ?? []));
    const named = record.name === undefined ? undefined : byName.get(record.name);
    if (named) known.add(named);
    if (known.size > 1) {
      const names = [...known].map(({ metadata }) => metadata.name).sort();
      return refuse(
        `by its name, serial number, system id and MACs it is ${names.join(' and ')}: one of them is wrong`,
      );
    }
    const [asset] = known;
    if (asset) return { matched: { record, name: asset.metadata.name, asset } };
    const name = record.name ?? fallbackName(record);
    if (name === undefined) return refuse('it has neither a name nor a serial number nor a system id to be called by');
    if (!isObjectName(name)) {
      return refuse(`"${name}" can't be the name of an object (lower-case letters, digits, "-" and "."): rename it`);
    }
    return { matched: { record, name } };
  }

  const known = records.map(match);
  const problems = known.flatMap((one) => ('problem' in one ? [one.problem] : []));
  const matched = known.flatMap((one) => ('matched' in one ? [one.matched] : []));
  // Only now is it known what records without names are called.
  const sharers = groupBy(matched, ({ name }) => [name]);
  const alone = matched.filter(({ name }) => sharers.get(name)?.length === 1);
  for (const { record, name } of matched.filter(({ name }) => sharers.get(name)?.length !== 1)) {
    const others = (sharers.get(name) ?? []).map((one) => one.record.from).filter((from) => from !== record.from);
    problems.push({ from: record.from, why: `${others.sort().slice(0, 3).join(', ')} would be called ${name} too` });
  }
  return { matched: alone, problems };
}

/** What tells one machine from another, in words. */
function marksOf({ name, serialNumber, bmc, nics }: InventoryRecord): string[] {
  return [
    ...(name === undefined ? [] : [`name ${name}`]),
    ...(serialNumber === undefined ? [] : [`serial number ${serialNumber.toLowerCase()}`]),
    ...(bmc?.systemId === undefined ? [] : [`system id ${bmc.systemId.toLowerCase()}`]),
    ...nics.map(({ mac }) => `MAC ${mac}`),
  ];
}

function marksOfAsset(asset: ComputeAsset): string[] {
  const { serialNumber, bmc } = asset;
  return [
    ...(serialNumber === undefined ? [] : [`serial number ${serialNumber.toLowerCase()}`]),
    ...(bmc?.systemId === undefined ? [] : [`system id ${bmc.systemId.toLowerCase()}`]),
    ...macsOf(asset).map((mac) => `MAC ${mac}`),
  ];
}

function fallbackName({ serialNumber, bmc }: InventoryRecord): string | undefined {
  return (serialNumber ?? bmc?.systemId)?.toLowerCase();
}

function groupBy<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items)
    for (const key of new Set(keysOf(item))) groups.set(key, [...(groups.get(key) ?? []), item]);
  return groups;
}
