import type { GateType } from '../../api/rollout/rules.ts';
import { alertmanager } from './alertmanager.ts';
import { command } from './command.ts';
import type { GateKeeper } from './gate.ts';
import { http } from './http.ts';
import { nodeConditions } from './node-conditions.ts';
import { saltResult } from './salt-result.ts';

/** Every gate, by the type that a deployment names. */
export const gates: { readonly [T in GateType]: GateKeeper } = {
  SaltResult: saltResult,
  NodeConditions: nodeConditions,
  Alertmanager: alertmanager,
  Http: http,
  Command: command,
};
