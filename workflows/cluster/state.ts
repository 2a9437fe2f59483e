import { isNewer } from '../../api/resource-version.ts';
import type { AcknowledgeRestoreRequest, ClusterMark, ClusterSighting } from '../contract.ts';

export interface Acknowledgement extends AcknowledgeRestoreRequest {
  at: string;
  /** Where etcd had been before. */
  highest: string;
}

/** What a cluster's workflow carries from run to run. */
export interface ClusterState {
  mark: ClusterMark;
  /** The last few, for people. */
  acknowledged: Acknowledgement[];
}

export function initialState(): ClusterState {
  return { mark: { epoch: 0, highest: '0' }, acknowledged: [] };
}

/** A restore stays known, however far etcd comes again, until somebody acknowledges it. */
export function takeSighting(state: ClusterState, { by, epoch, highest, found }: ClusterSighting, at: string): void {
  const { mark } = state;
  // From before a restore that was acknowledged meanwhile: of a process that slept through it.
  if (epoch !== mark.epoch) return;
  if (isNewer(highest, mark.highest)) mark.highest = highest;
  if (found !== undefined) mark.restored ??= { highest: mark.highest, found, at, by };
}

/** Why an acknowledgement is refused; undefined when it is not. */
export function whyNotAcknowledged({ mark }: ClusterState, { why }: AcknowledgeRestoreRequest): string | undefined {
  if (!why) return 'Say why with --why: it is kept with the restore.';
  if (!mark.restored) return 'This cluster did not go back in time: there is nothing to acknowledge.';
  return undefined;
}

export function acknowledge(state: ClusterState, request: AcknowledgeRestoreRequest, at: string): string {
  const { epoch, highest } = state.mark;
  state.acknowledged = [...state.acknowledged, { ...request, at, highest }].slice(-10);
  state.mark = { epoch: epoch + 1, highest: request.revision };
  return `The restore from revision ${highest} to ${request.revision} is acknowledged: Bedplate goes on with what is there now.`;
}

/** What the Web UI shows as current details. */
export function renderDetails({ mark, acknowledged }: ClusterState): string {
  const { restored } = mark;
  const now = restored
    ? `**Everything is held**: etcd was at revision ${restored.highest} and was found at ${restored.found} by ${restored.by} ` +
      `at ${restored.at}. It was restored from a backup; \`bedplate acknowledge-restore\` goes on.`
    : `etcd has come to revision ${mark.highest}.`;
  const before = acknowledged.map(
    ({ at, by, why, highest, revision }) => `- ${at}: ${highest} → ${revision}, acknowledged by ${by}: ${why}`,
  );
  return [now, ...(before.length > 0 ? ['', ...before] : [])].join('\n');
}
