import { selector } from '../label-selector.ts';
import { byName } from './natural-order.ts';
import type { LabelSelector } from '../schema/label-selector.ts';
import type { StrategyType } from './rules.ts';
import { strategies } from './strategies/index.ts';
import type { Group, RolloutNode, StrategySettings } from './strategies/strategy.ts';

/** A bucket, as a SaltTransaction has it. */
export interface Bucket {
  name: string;
  nodes: number;
  members: string[];
  alone: boolean;
  soak?: string;
  maxUnavailable?: number;
}

export interface BucketSettings extends StrategySettings {
  readonly type: StrategyType;
  readonly canary: readonly { readonly name?: string; readonly count?: number; readonly selector?: LabelSelector }[];
  /** Buckets that go first. */
  readonly order: readonly string[];
}

export type Partition =
  | { readonly buckets: readonly Bucket[] }
  /** The groups are none that can be used, in words. */
  | { readonly refused: string };

export const REST = 'rest';
const MOST_BUCKETS = 1_024;

/**
 * Every node in exactly one bucket: the canaries, what the strategy makes of the others, and whom it left out as an explicit
 * last one. Equal nodes give equal buckets, in whatever order they come. `planned`: the groups that a webhook gave.
 */
export function makeBuckets(
  nodes: readonly RolloutNode[],
  settings: BucketSettings,
  planned: readonly Group[] = [],
): Partition {
  const all = [...nodes].sort(byName);
  const canaries = canariesOf(all, settings);
  const taken = new Set(canaries.flatMap((group) => group.nodes));
  const others = all.filter((node) => !taken.has(node));
  const groups = settings.type === 'Webhook' ? planned : strategies[settings.type](others, settings);
  const refused = whyNot(groups, others);
  if (refused) return { refused };

  const placed = new Set(groups.flatMap((group) => group.nodes));
  const rest = { name: REST, nodes: others.filter((node) => !placed.has(node)) };
  const ordered = [...inOrder(groups, settings.order), rest];
  const buckets = [
    ...canaries.map((group) => bucketOf(group, true)),
    ...ordered.map((group) => bucketOf(group, false)),
  ].filter(({ members }) => members.length > 0);
  if (buckets.length > MOST_BUCKETS)
    return { refused: `that would be ${buckets.length} buckets, and ${MOST_BUCKETS} is the most: choose larger ones` };
  return { buckets: withOwnNames(buckets) };
}

/** The bucket that a node would be in if it stood alone, canaries aside. */
export function ownBucketOf(node: RolloutNode, settings: BucketSettings): string {
  const partition = makeBuckets([node], { ...settings, canary: [] });
  return ('buckets' in partition && partition.buckets[0]?.name) || REST;
}

/** Each goes alone, before all others. */
function canariesOf(nodes: readonly RolloutNode[], { canary }: BucketSettings): Group[] {
  let left = nodes;
  return canary.map(({ name, count, selector: wanted = {} }, index) => {
    const isSelected = selector(wanted);
    const taken = left.filter(({ labels }) => isSelected(labels)).slice(0, count);
    const gone = new Set(taken);
    left = left.filter((node) => !gone.has(node));
    return { name: name ?? (canary.length === 1 ? 'canary' : `canary-${index + 1}`), nodes: taken };
  });
}

function whyNot(groups: readonly Group[], nodes: readonly RolloutNode[]): string | undefined {
  const known = new Set(nodes);
  const placed = new Map<RolloutNode, string>();
  for (const group of groups) {
    for (const node of group.nodes) {
      const before = placed.get(node);
      if (before !== undefined) return `node ${node.name} is in two buckets, ${before} and ${group.name}`;
      if (!known.has(node)) return `bucket ${group.name} has a node ${node.name} that is not to be placed`;
      placed.set(node, group.name);
    }
  }
  return undefined;
}

function inOrder(groups: readonly Group[], order: readonly string[]): Group[] {
  const place = ({ name }: Group) => (order.includes(name) ? order.indexOf(name) : order.length);
  return groups.toSorted((a, b) => place(a) - place(b));
}

function bucketOf({ name, nodes, soak, maxUnavailable }: Group, alone: boolean): Bucket {
  const members = nodes.map((node) => node.name);
  return {
    ...{ name, nodes: members.length, members, alone },
    ...(soak !== undefined && { soak }),
    ...(maxUnavailable !== undefined && { maxUnavailable }),
  };
}

/** A rack may be called "rest". */
function withOwnNames(buckets: readonly Bucket[]): Bucket[] {
  const names = new Set<string>();
  return buckets.map((bucket) => {
    let name = bucket.name;
    for (let count = 2; names.has(name); count += 1) name = `${bucket.name.slice(0, 58)}-${count}`;
    names.add(name);
    return { ...bucket, name };
  });
}
