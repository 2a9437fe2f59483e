import { addressesOf, type DemoNode, hostnameOf } from './nodes.ts';

const headers = ['NODE', 'ASSET', 'RACK', 'ADDRESS', 'FQDN', 'SECONDS'];

/** `secondsOf` says how long each node took from its apply to Ready. */
export function readyTable(
  nodes: readonly DemoNode[],
  racks: ReadonlyMap<string, string>,
  secondsOf: ReadonlyMap<string, number>,
): string {
  const rows = nodes.map((node) => {
    const { name } = node.metadata;
    const asset = node.status?.assetRef?.name ?? '';
    const seconds = secondsOf.get(name)?.toFixed(1) ?? '';
    return [name, asset, racks.get(asset) ?? '', addressesOf(node)[0] ?? '', hostnameOf(node), seconds];
  });
  return columns([headers, ...rows]);
}

function columns(rows: readonly string[][]): string {
  const widths = headers.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}
