/** What became of a job on one minion, or on the way there. */
export const saltVerdicts = [
  // It returned: all states are as they should be, and some of them were not before; or, tried only, some would change.
  'Ok',
  'Changed',
  'TestPending',
  // It returned, and what it did went wrong.
  'StateFailed',
  'CompileError',
  'PillarError',
  'NoTopMatch',
  'ModuleError',
  // It returned that another state run is under way there: nothing ran.
  'Busy',
  // It did not return.
  'Running',
  'Lost',
  'Unreachable',
  // It was never asked: the master has not accepted its key.
  'KeyNotAccepted',
] as const;
export type SaltVerdictType = (typeof saltVerdicts)[number];

/** Why a job went wrong on a minion: by these two, failures are counted as one. */
export interface SaltCause {
  /** Id of the state; "" when it is no matter of one state. */
  stateId: string;
  /** Without what differs from minion to minion. */
  message: string;
}

export interface SaltVerdict {
  type: SaltVerdictType;
  /** How many states changed something; of TestPending: would change. */
  changed: number;
  /** Of TestPending: what would change, the same text for the same changes. */
  changeSet?: string;
  /** Empty when nothing went wrong; bounded. */
  causes: SaltCause[];
}

/** Many minions with one cause: one line. */
export interface SaltFailureGroup extends SaltCause {
  nodes: number;
  examples: string[];
}
