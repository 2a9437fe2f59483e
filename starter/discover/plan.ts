import { type ComputeAsset, computeAsset } from '../../api/kinds/compute-asset.ts';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import { assetObject } from './asset-object.ts';
import type { Change, DiscoveryPlan, Problem } from './change.ts';
import { compareAsset } from './compare-asset.ts';
import type { InventoryRecord } from './inventory.ts';
import { DISCOVERED } from './kinds.ts';
import { type Matched, matchAssets } from './match-assets.ts';
import { topologyOf } from './topology.ts';

/**
 * What an inventory comes to, given the objects that there are: what is to be made, what is so already, and where the two
 * differ. Equal input gives an equal plan, in whatever order it comes.
 */
export function planDiscovery(
  records: readonly InventoryRecord[],
  existing: (kind: Kind) => readonly Resource[],
): DiscoveryPlan {
  const { matched, problems } = matchAssets(records, existing(computeAsset) as readonly ComputeAsset[]);
  const refused: Problem[] = [...problems];
  const changes: Change[] = [];
  const sound: Matched[] = [];
  for (const one of matched) {
    const change = one.asset ? drifted(one.asset, one.record) : created(one);
    if ('why' in change) {
      refused.push(change);
      continue;
    }
    changes.push(change);
    sound.push(one);
  }
  const around = topologyOf(sound, existing);
  return {
    changes: [...around.changes, ...changes].sort(
      (a, b) => DISCOVERED.indexOf(a.kind) - DISCOVERED.indexOf(b.kind) || compareText(a.name, b.name),
    ),
    problems: [...refused, ...around.problems].sort((a, b) => compareText(a.from, b.from) || compareText(a.why, b.why)),
  };
}

function created({ name, record }: Matched): Change | Problem {
  const object = assetObject(name, record);
  const checked = computeAsset.schema.safeParse(object);
  if (checked.success) return { action: 'create', kind: computeAsset, name, object };
  const issues = checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return { from: record.from, why: `ComputeAsset ${name} would be refused: ${issues.join('; ')}` };
}

function drifted(asset: ComputeAsset, record: InventoryRecord): Change {
  const { name, resourceVersion } = asset.metadata;
  const { fields, patch } = compareAsset(asset, record);
  if (fields.length === 0) return { action: 'unchanged', kind: computeAsset, name };
  return {
    action: 'drift',
    kind: computeAsset,
    name,
    fields,
    ...(patch && { patch }),
    ...(resourceVersion && { resourceVersion }),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
