import { defineQuery } from '@temporalio/workflow';

/** A short workflow on `taskQueues.workflows(cell)` that looks for what nobody stands behind. Only reads. */
export const DOCTOR_WORKFLOW = 'doctor';

export interface DoctorInput {
  cell: string;
  /** Whether the BMCs of unclaimed assets are asked. */
  bmc: boolean;
}

export interface DoctorProgress {
  /** What was looked at, such as "foreman http://foreman.example". */
  done: string[];
  /** What is looked at now. */
  open: string[];
}

export const doctorProgressQuery = defineQuery<DoctorProgress>('doctorProgress');
