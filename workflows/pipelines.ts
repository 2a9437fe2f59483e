import type { PlannedStep } from '../api/plan.ts';
import { providers } from './providers/index.ts';
import type { Step } from './steps/step.ts';
import { steps } from './steps/index.ts';

/** For each provider type, the steps that a new claim's plan is made of. */
export type Pipelines = Record<string, { steps: PlannedStep[]; decommission: PlannedStep[] }>;

export function pipelines(): Pipelines {
  return Object.fromEntries(
    providers.map(({ type, steps, decommission }) => [
      type,
      { steps: steps.map(planned), decommission: decommission.map(planned) },
    ]),
  );
}

function planned({ name, version }: Step): PlannedStep {
  return { name, version };
}

/** The code of a plan's steps. Throws when a claim names a step that this worker doesn't know: an older worker does. */
export function stepsOf(plan: readonly PlannedStep[]): Step[] {
  return plan.map(({ name, version }) => {
    const step = steps.find((known) => known.name === name && known.version === version);
    if (!step) throw new Error(`The plan names step ${name} version ${version}, which this worker does not know`);
    return step;
  });
}
