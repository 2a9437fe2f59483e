import type { PlannedSystems } from '../../api/plan.ts';
import type {
  BmcAnswer,
  BmcQuestion,
  DeviceReport,
  HostReport,
  MachineReport,
  Page,
  PageRequest,
} from '../../api/survey.ts';

/** A short workflow on `taskQueues.workflows(cell)` that reads one page of what there is outside. Only reads. */
export const SURVEY_WORKFLOW = 'survey';

/** What is looked at; each look has an answer of its own shape. */
export type SurveyLook =
  | { what: 'devices'; cmdb: PlannedSystems['cmdb']; role: string; page: PageRequest }
  | { what: 'hosts'; foreman: PlannedSystems['foreman']; page: PageRequest }
  /** The addresses of the systems behind BMCs. */
  | ({ what: 'systems' } & BmcQuestion)
  /** What systems are made of. */
  | ({ what: 'machines' } & BmcQuestion);

export interface SurveyInput {
  cell: string;
  look: SurveyLook;
}

export interface SurveyAnswers {
  devices: Page<DeviceReport>;
  hosts: Page<HostReport>;
  systems: BmcAnswer<string[]>[];
  machines: BmcAnswer<MachineReport>[];
}

export type SurveyAnswer = SurveyAnswers[SurveyLook['what']];
