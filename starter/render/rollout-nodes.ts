import type { BucketNode, NodeState } from '../../api/rollout/nodes.ts';
import { grouped } from '../../api/rollout/strategies/grouped.ts';
import { renderDuration } from './time.ts';

/** Nodes of buckets that are under way, by the bucket's name. */
export type NodesByBucket = ReadonlyMap<string, readonly BucketNode[]>;

const MOST_NAMED = 16;

const WORDS: { readonly [S in Exclude<NodeState, 'Pending'>]: string } = {
  InFlight: '> under way',
  Failed: '! failed',
  Busy: '! stayed busy',
  Unreachable: '! unreachable',
  Lost: '! lost',
  Changed: '# changed',
  Ok: '# as it was',
  Skipped: '- skipped',
};
const TO_COME = '. to come';
const ORDER = [...Object.values(WORDS).slice(0, 5), TO_COME, ...Object.values(WORDS).slice(5)];

/** Every node of the buckets that are under way, by what is the matter with it; names are left out, numbers never. */
export function renderRolloutNodes(buckets: NodesByBucket, now: number): string {
  return [...buckets]
    .filter(([, nodes]) => nodes.length > 0)
    .map(([name, nodes]) => [`Nodes of ${name}:`, ...linesOf(nodes, now)].join('\n'))
    .join('\n\n');
}

function linesOf(nodes: readonly BucketNode[], now: number): string[] {
  const groups = grouped(nodes, ({ state }) => (state === 'Pending' ? TO_COME : WORDS[state]));
  return ORDER.flatMap((words) => {
    const group = groups.get(words);
    if (!group) return [];
    const named = group.slice(0, MOST_NAMED).map((node) => inWords(node, now));
    const more = group.length > MOST_NAMED ? ` and ${group.length - MOST_NAMED} more` : '';
    return [`  ${words.padEnd(13)}  ${String(group.length).padStart(4)}  ${named.join(', ')}${more}`];
  });
}

/** Its name, and what is out of the ordinary about it. */
function inWords({ name, state, next, tries, notBefore = 0, badBefore }: BucketNode, now: number): string {
  const remarks: string[] = [];
  if (state === 'Pending' && next === 'verify') remarks.push('its return is lost, it is looked at');
  if (state === 'Pending' && tries > 0 && notBefore > now) remarks.push(`again in ${renderDuration(notBefore - now)}`);
  if (badBefore !== undefined) remarks.push(`bad before: ${badBefore}`);
  return remarks.length === 0 ? name : `${name} (${remarks.join('; ')})`;
}
