import { checkKickstart } from '../../../activities/kickstart/check-kickstart.ts';
import { describeProblems } from '../../../activities/kickstart/problem.ts';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import type { DiskLayout, NodeAddress, PlanInputs } from '../../../api/plan.ts';
import { ADDRESSES, aPlan, CALLBACKS } from './a-plan.ts';

/** Makes a good plan, or its addresses, bad. */
export type Change = (plan: PlanInputs, addresses: NodeAddress[]) => void;

/** What is bad, the field that the checker has to name, and words that it has to find. */
export type Case = [what: string, change: Change, field: string, words: string];

export function refuses(cases: readonly Case[]): void {
  it.each(cases)('%s', (_what, change, field, words) => {
    const plan = aPlan();
    const addresses = structuredClone(ADDRESSES.v4);
    change(plan, addresses);

    const problems = checkKickstart(plan, addresses);

    expect(problems.map((problem) => problem.field)).toContain(field);
    expect(describeProblems(problems.filter((problem) => problem.field === field))).toContain(words);
    expect(problems.every(({ reason, remedy }) => reason.length > 0 && remedy.length > 0)).toBe(true);
    expect(() => renderKickstart(plan, addresses, CALLBACKS)).toThrow(words);
  });
}

/** The layout of the plan, replaced; then changed. */
export function layout(base: DiskLayout, change: (layout: DiskLayout) => void): Change {
  return (plan) => {
    plan.layout = structuredClone(base);
    change(plan.layout);
  };
}

export function bios(base: DiskLayout, change: (layout: DiskLayout) => void): Change {
  return (plan, addresses) => {
    plan.asset.firmware = 'BIOS';
    layout(base, change)(plan, addresses);
  };
}

export function mount({ mounts }: DiskLayout, path: string) {
  const found = mounts.find((candidate) => candidate.path === path);
  if (!found) throw new Error(`no ${path}`);
  return found;
}

export function move(
  layout: DiskLayout,
  path: string,
  place: { on?: string; raid?: string; volumeGroup?: string },
): void {
  Object.assign(mount(layout, path), { on: undefined, raid: undefined, volumeGroup: undefined }, place);
}
