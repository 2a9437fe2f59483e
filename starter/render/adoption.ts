import { stringify } from 'yaml';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { apiVersionOf } from '../../api/kinds/kind.ts';
import type { Verdict } from '../adopt/verdict.ts';
import { renderTable } from './table.ts';

const WRITES =
  'Adopting writes the owner mark on each host in Foreman, on its device and addresses in the CMDB, and beside its DNS records.\n' +
  'Nothing else is changed outside: no machine is switched, booted or installed.';

/** What would be adopted, what not and why; and what that writes. */
export function renderAdoption(verdicts: readonly Verdict[]): string {
  const adopted = verdicts.flatMap((verdict) => (verdict.verdict === 'adopt' ? [verdict] : []));
  const known = verdicts.flatMap((verdict) => (verdict.verdict === 'known' ? [verdict] : []));
  const left = verdicts.flatMap((verdict) => (verdict.verdict === 'left' ? [verdict] : []));
  const rows = adopted.map(({ host, asset, addresses, node: { metadata } }) => [
    host,
    asset,
    addresses.join(', '),
    `${metadata.namespace ?? ''}/${metadata.name}`,
  ]);
  const parts = [
    ...(rows.length > 0 ? [renderTable(['ADOPT', 'ASSET', 'ADDRESSES', 'NODE'], rows), WRITES] : []),
    ...(left.length > 0 ? [left.map(({ host, why }) => `Left: ${host}: ${why}`).join('\n')] : []),
    `${adopted.length} to adopt, ${known.length} are nodes already, ${left.length} left.`,
  ];
  return parts.join('\n\n');
}

/** Manifests for git. */
export function renderAdopters(verdicts: readonly Verdict[]): string {
  const nodes = verdicts.flatMap((verdict) => (verdict.verdict === 'adopt' ? [verdict.node] : []));
  const objects = nodes.map((node) => ({ apiVersion: apiVersionOf(computeNode), kind: computeNode.kind, ...node }));
  return objects.map((object) => stringify(object, { lineWidth: 0, version: '1.1' }).trimEnd()).join('\n---\n');
}
