import type { OperationState, OperationType } from '../../../api/kinds/node-operation.ts';
import type { OperateRequest } from '../../contract.ts';
import type { StepContext } from '../../steps/step.ts';

/** What a step of an operation is given: what a step of a plan is, and what was asked. */
export interface OperationContext extends Pick<
  StepContext,
  'ref' | 'owner' | 'inputs' | 'claim' | 'facts' | 'call' | 'keep' | 'note'
> {
  readonly request: OperateRequest;
}

export interface OperationStepResult {
  message: string;
  /** Names of later steps that are done with it. */
  spares?: readonly string[];
  /** The node's provisioning has its turn now, and the operation goes on after it. */
  provisions?: true;
}

/** A step is data. `run` may be repeated at any time: what it orders is probed first. */
export interface OperationStep {
  readonly name: string;
  readonly title: string;
  /** How the operation stands on the node meanwhile. */
  readonly state: Extract<OperationState, 'Draining' | 'Running'>;
  /** From its beginning on the machine is not as it was: a cancel comes too late, and a failure leaves the node unready. */
  readonly touches: boolean;
  run(context: OperationContext): Promise<OperationStepResult>;
}

/** An operation is a list of steps, and what it leaves behind. */
export interface NodeOperationPlan {
  readonly type: OperationType;
  readonly steps: readonly OperationStep[];
  /** Whether it takes the machine away from under what runs there: then the disruption budget is asked. */
  readonly disrupts: boolean;
  /** `off`: the node stays unready, and says who wanted it so. */
  readonly leaves: 'up' | 'off';
}
