import type { Report, Tool } from './tool.ts';

export type Finding = { kind: 'found'; path: string } | { kind: 'missed'; why: string };

/** One place to look for a tool. A slow rung announces itself, so whatever was missed before it is told first. */
export type Rung = { slow: boolean; find(tool: Tool, report: Report): Promise<Finding> };

export async function climb(tool: Tool, rungs: readonly Rung[], report: Report): Promise<string> {
  const missed: string[] = [];
  let told = 0;
  const tellMissed = () => {
    for (const why of missed.slice(told)) report(`${tool.name}: ${why}`);
    told = missed.length;
  };
  for (const rung of rungs) {
    if (rung.slow) tellMissed();
    const finding = await rung.find(tool, report);
    if (finding.kind === 'found') return finding.path;
    missed.push(finding.why);
  }
  throw new Error(`${tool.name} could not be had. Tried: ${missed.join('; ')}.`);
}
