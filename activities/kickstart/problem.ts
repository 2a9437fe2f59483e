/** Why a machine can't be installed as planned. Nothing is powered on while there is one. */
export interface Problem {
  /** Where in the plan's inputs, such as `layout.mounts[2].sizeMiB`, or in the node's addresses. */
  field: string;
  /** What is wrong, with the value. */
  reason: string;
  /** What to change. */
  remedy: string;
}

/** One line for each problem: `layout.mounts[0].path: … ; do …`. */
export function describeProblems(problems: readonly Problem[]): string {
  return problems.map(({ field, reason, remedy }) => `${field}: ${reason}; ${remedy}`).join('\n');
}
