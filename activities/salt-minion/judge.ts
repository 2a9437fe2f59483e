import { isDeepStrictEqual } from 'node:util';
import type { MinionKeyState } from '../../api/kinds/salt-minion.ts';
import type { Reason } from '../../api/conditions.ts';
import type { SaltKey } from '../ports/salt-api.ts';

/** What a minion's chain keeps from look to look. */
export interface MinionMemory {
  /** The permit whose key was told last, and both fingerprints of it. */
  installId?: string;
  fingerprints?: readonly string[];
  /** The grain as it was set last, of which install's key. */
  roles?: { fingerprint: string; wanted: readonly string[] };
}

/** What a look saw before it asked the master. */
export interface MinionSight {
  name: string;
  /** As the object names it. */
  computeNode: string;
  master: string;
  roles: readonly string[];
  node?: { going: boolean; ready: boolean };
  install?: { id: string; fingerprints?: readonly string[] };
  hasMaster: boolean;
}

export interface Fact {
  status: 'True' | 'False' | 'Unknown';
  reason: Reason;
  message: string;
}

/** What a look found, as it is shown. */
export interface MinionReport {
  key: MinionKeyState;
  fingerprint?: string;
  presented?: string;
  roles?: readonly string[];
  keyAccepted: Fact;
  rolesApplied: Fact;
  /** Its key is still on the master, though minion or node are to go. */
  cleanup?: Fact;
  /** Nothing changes until somebody changes something. */
  stalled: boolean;
  /** There is nothing to look for soon: whoever has news tells. */
  settled: boolean;
}

export type KeyAct =
  | { act: 'none' | 'accept'; fingerprint: string; presented?: string }
  /** All keys of the name go, so that the right one can come. */
  | { act: 'forget'; report: MinionReport }
  | { act: 'wait'; report: MinionReport };

/** Its machine is installed anew since its key was told. */
export function isRenewed({ install }: MinionSight, { installId }: MinionMemory): boolean {
  return install !== undefined && installId !== undefined && install.id !== installId;
}

const NO_ROLES: Fact = { status: 'False', reason: 'InProgress', message: 'Its key is not accepted yet.' };

export function waiting(
  key: MinionKeyState,
  reason: Reason,
  message: string,
  more: Partial<MinionReport> = {},
): MinionReport {
  return {
    key,
    keyAccepted: { status: 'False', reason, message },
    rolesApplied: NO_ROLES,
    stalled: false,
    settled: true,
    ...more,
  };
}

/** What there is to say without asking the master; undefined when it is to be asked. */
export function judgeSight(sight: MinionSight, memory: MinionMemory): MinionReport | undefined {
  const { name, computeNode, master, node, install, hasMaster } = sight;
  if (name !== computeNode) {
    const message = `A SaltMinion is named as its node: make one that is named ${computeNode}, and delete this one.`;
    return waiting('Unknown', 'InvalidInput', message, { stalled: true });
  }
  if (!node) return waiting('Unknown', 'NotFound', `There is no ComputeNode ${computeNode}.`, { stalled: true });
  if (!hasMaster) {
    const message = `There is no SaltMaster ${master}: create it.`;
    return waiting('Unknown', 'NotFound', message, { stalled: true });
  }
  if (node.going) {
    return waiting('Unknown', 'Deleting', 'Its node is being taken down; its key goes when the machine is off.');
  }
  // The key of an install before this one has to go first.
  if (install?.fingerprints || (install && memory.fingerprints && memory.installId !== install.id)) return undefined;
  if (node.ready) {
    const message =
      'The machine was installed without a minion, before this object was made: bedplate op reinstall installs it with one.';
    return waiting('Unknown', 'NotInstalled', message, { stalled: true });
  }
  return waiting('Unknown', 'AwaitingKey', 'The install of the machine has not told the key of its minion yet.');
}

/** What to do about the keys that bear the minion's name on its master. */
export function judgeKeys(
  { install }: Pick<MinionSight, 'install'>,
  keys: readonly SaltKey[],
  memory: MinionMemory,
): KeyAct {
  const right = install?.fingerprints;
  if (!right) {
    const old = keys.some(({ fingerprint }) => memory.fingerprints?.includes(fingerprint));
    const report = waiting(
      'Unknown',
      'AwaitingKey',
      'The machine is installed anew: the key of its new install is waited for.',
    );
    return { act: old ? 'forget' : 'wait', report };
  }
  const ours = keys.filter(({ fingerprint }) => right.includes(fingerprint));
  const [other] = keys.filter(({ fingerprint }) => !right.includes(fingerprint));
  const presented = other && { presented: other.fingerprint };
  const accepted = ours.find(({ state }) => state === 'Accepted');
  if (accepted) return { act: 'none', fingerprint: accepted.fingerprint, ...presented };
  const pending = ours.find(({ state }) => state === 'Pending');
  if (pending) return { act: 'accept', fingerprint: pending.fingerprint, ...presented };
  const [own] = ours;
  const fingerprint = own?.fingerprint ?? right[0] ?? '';
  const shown = { fingerprint, settled: false, ...presented };
  if (own?.state === 'Rejected' && !other) {
    const message = `Somebody rejected the key ${fingerprint} on the master: delete it there, and it asks again.`;
    return { act: 'wait', report: waiting('Pending', 'Conflict', message, { ...shown, stalled: true }) };
  }
  if (!other) {
    const message = `The minion has not asked the master to be let in yet; its key is ${fingerprint}.`;
    return { act: 'wait', report: waiting('Missing', 'KeyMissing', message, shown) };
  }
  const isOld = memory.installId !== install.id && memory.fingerprints?.includes(other.fingerprint);
  const message = isOld
    ? `The key ${other.fingerprint} of the install before is taken off the master; that of this one is ${fingerprint}.`
    : `Somebody asks the master to be let in under this name with the key ${other.fingerprint}; the install made ${fingerprint}. It is not accepted.`;
  const report = waiting(isOld ? 'Pending' : 'Impostor', isOld ? 'InProgress' : 'Impostor', message, shown);
  // Whoever came first keeps the right one out.
  const inTheWay = own !== undefined || other.state === 'Accepted';
  return { act: inTheWay ? 'forget' : 'wait', report };
}

/** The right key is accepted. `answers`: whether the minion took its roles; undefined when they were set before. */
export function judgeRoles(
  roles: readonly string[],
  { fingerprint, presented }: { fingerprint: string; presented?: string },
  answers: boolean | undefined,
): MinionReport {
  const others = presented ? ` Another key, ${presented}, bears the same name; it is not accepted.` : '';
  const keyAccepted: Fact = {
    status: 'True',
    reason: 'Succeeded',
    message: `The master has accepted the key that the install made, ${fingerprint}.${others}`,
  };
  const common = {
    key: 'Accepted',
    fingerprint,
    ...(presented && { presented }),
    keyAccepted,
    stalled: false,
  } as const;
  if (answers === false) {
    const message = 'The minion does not answer its master: it has not heard of its roles yet.';
    return { ...common, rolesApplied: { status: 'False', reason: 'MinionSilent', message }, settled: false };
  }
  const message = roles.length > 0 ? `Its roles are ${roles.join(', ')}.` : 'It has no roles.';
  return { ...common, roles, rolesApplied: { status: 'True', reason: 'Succeeded', message }, settled: true };
}

/** The grain is as it is wanted already, by what was set last. */
export function hasRoles(memory: MinionMemory, fingerprint: string, wanted: readonly string[]): boolean {
  return isDeepStrictEqual(memory.roles, { fingerprint, wanted });
}

/** Keys to take off the master when minion or node go: none where an accepted one is not ours. */
export function mayForget(keys: readonly SaltKey[], known: readonly string[]): boolean {
  const isOurs = ({ fingerprint }: SaltKey) => known.includes(fingerprint);
  return keys.some(isOurs) && keys.every((key) => key.state !== 'Accepted' || isOurs(key));
}
