import { NODE_CONDITIONS, type NodeCondition } from '../../api/conditions.ts';
import type { ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import { type ComputeNodeInput, computeNodeWorkflowId } from '../contract.ts';
import { webUiLink } from '../web-ui-link.ts';
import { activePauses, type NodeState } from './state.ts';

export type Phase =
  'Pending' | 'Provisioning' | 'Ready' | 'Operating' | 'PoweredOff' | 'Stalled' | 'Paused' | 'Deleting';

/** One word for people and for the search attribute. Nothing is decided from it. */
export function phaseOf(state: NodeState, now: number): Phase {
  if (state.desire?.delete) return 'Deleting';
  if (isHeld(state)) return 'Stalled';
  if (state.provisioned && state.operations?.[0]?.startedAt) return 'Operating';
  if (state.conditions.Ready?.status === 'True') return 'Ready';
  if (activePauses(state, now).length > 0) return 'Paused';
  if (state.conditions.Stalled?.status === 'True') return 'Stalled';
  if (state.conditions.Ready?.reason === 'PoweredOff') return 'PoweredOff';
  return state.claim ? 'Provisioning' : 'Pending';
}

/** There is no permit to go on; what the node had before that may well be in order. */
function isHeld({ conditions: { Stalled } }: NodeState): boolean {
  return Stalled?.status === 'True' && Stalled.reason === 'Held';
}

function conditionsOf(state: NodeState, now: number): ComputeNodeStatus['conditions'] {
  const at = new Date(now).toISOString();
  return (Object.keys(NODE_CONDITIONS) as NodeCondition[]).flatMap((type) => {
    const condition = state.conditions[type];
    if (!condition) return [];
    return [
      {
        type,
        status: condition.status,
        reason: condition.reason,
        message: condition.message,
        observedGeneration: state.generation,
        lastTransitionTime: condition.since || at,
      },
    ];
  });
}

function addressesOf(state: NodeState): ComputeNodeStatus['addresses'] {
  const internal = (state.facts.addresses ?? []).map(({ address }) => ({ type: 'InternalIP' as const, address }));
  const fqdn = state.claim?.plan.inputs.fqdn;
  if (internal.length === 0 || !fqdn) return internal;
  return [...internal, { type: 'Hostname' as const, address: fqdn }];
}

/** The whole status, from what the chain knows. `now` in milliseconds. */
export function renderStatus(state: NodeState, input: ComputeNodeInput, now: number): ComputeNodeStatus {
  const id = computeNodeWorkflowId(input.ref);
  const link = webUiLink(input, id);
  return {
    observedGeneration: state.generation,
    revision: state.revision,
    phase: phaseOf(state, now),
    assetRef: state.claim ? { name: state.claim.asset } : null,
    addresses: addressesOf(state),
    sshHostKey: state.facts.hostKey,
    workflow: { id, link },
    steps: state.steps,
    pauses: activePauses(state, now),
    waitsFor: state.waitsFor,
    history: state.history,
    conditions: conditionsOf(state, now),
  };
}

/** The step table that the Web UI shows as current details. */
export function renderDetails(state: NodeState, now: number): string {
  const lines = [`**${phaseOf(state, now)}**${state.claim ? ` on asset \`${state.claim.asset}\`` : ''}`, ''];
  for (const pause of activePauses(state, now)) lines.push(`Paused by ${pause.by}: ${pause.why}`, '');
  if (isHeld(state)) lines.push(`Held: ${state.conditions.Stalled?.message ?? ''}`, '');
  if (state.waiting) lines.push(`Waiting: ${state.waiting}`, '');
  if (state.steps.length > 0) lines.push('| step | state | attempts | message |', '|---|---|---|---|');
  for (const step of state.steps) {
    lines.push(`| ${step.name} | ${step.state} | ${step.attempts} | ${step.message.replaceAll('|', '\\|')} |`);
  }
  return lines.join('\n');
}
