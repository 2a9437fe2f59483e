import { z } from 'zod';
import type { ExpectedKey, KeyAcceptance, SaltKey, SaltKeyState } from '../../ports/salt-api.ts';
import type { SaltClient } from './salt-client.ts';
import { keyFingers, keyLists, masterFinger } from './schema.ts';

const STATES = [
  ['Accepted', 'minions'],
  ['Pending', 'minions_pre'],
  ['Rejected', 'minions_rejected'],
  ['Denied', 'minions_denied'],
] as const satisfies readonly (readonly [SaltKeyState, string])[];

export async function listKeys(client: SaltClient): Promise<Record<SaltKeyState, string[]>> {
  const lists = await client.wheel(keyLists, 'key.list_all', {}, 'list its keys');
  return Object.fromEntries(STATES.map(([state, list]) => [state, lists[list]])) as Record<SaltKeyState, string[]>;
}

export async function readMasterFingerprint(client: SaltClient): Promise<string> {
  const { local } = await client.wheel(masterFinger, 'key.finger_master', {}, 'tell the fingerprint of its own key');
  return local['master.pub'];
}

export async function readFingerprints(client: SaltClient, minions: readonly string[]): Promise<SaltKey[]> {
  if (minions.length === 0) return [];
  const fingers = await client.wheel(keyFingers, 'key.finger', { match: minions }, 'tell the fingerprints of keys');
  return STATES.flatMap(([state, list]) =>
    Object.entries(fingers[list]).flatMap(([minion, of]) =>
      [of].flat().map((fingerprint) => ({ minion, state, fingerprint })),
    ),
  );
}

/**
 * Salt accepts by name, so a name is given only when its pending key is the right one, and looked at again afterwards:
 * its own answer to this call tells what bears the name, not what was accepted.
 */
export async function acceptKeys(client: SaltClient, expected: readonly ExpectedKey[]): Promise<KeyAcceptance[]> {
  const names = [...new Set(expected.map(({ minion }) => minion))];
  const before = byMinion(await readFingerprints(client, names));
  const good = expected.filter((wanted) => has(before, wanted, 'Pending')).map(({ minion }) => minion);
  // One name without a pending key, and the call breaks off at it.
  if (good.length > 0)
    await client.wheel(z.unknown(), 'key.accept_dict', { match: { minions_pre: good } }, 'accept keys');
  const after = good.length > 0 ? byMinion(await readFingerprints(client, names)) : before;
  const slippedIn = expected.filter(
    (wanted) => good.includes(wanted.minion) && isAnotherAccepted(after.get(wanted.minion) ?? [], wanted),
  );
  if (slippedIn.length > 0) await remove(client, { minions: slippedIn.map(({ minion }) => minion) });
  return expected.map((wanted) => {
    const { minion } = wanted;
    if (has(after, wanted, 'Accepted')) return { minion, outcome: 'Accepted' };
    const found = after.get(minion);
    return found ? { minion, outcome: 'Refused', found } : { minion, outcome: 'Absent' };
  });
}

export async function deleteKeys(client: SaltClient, minions: readonly string[]): Promise<void> {
  const present = await listKeys(client);
  const wanted = new Set(minions);
  const lists = STATES.map(([state, list]) => [list, present[state].filter((minion) => wanted.has(minion))] as const);
  const full = lists.filter(([, names]) => names.length > 0);
  if (full.length > 0) await remove(client, Object.fromEntries(full));
}

async function remove(client: SaltClient, match: Readonly<Record<string, readonly string[]>>): Promise<void> {
  await client.wheel(z.record(z.string(), z.unknown()), 'key.delete_dict', { match }, 'delete keys');
}

function byMinion(keys: readonly SaltKey[]): Map<string, SaltKey[]> {
  const grouped = new Map<string, SaltKey[]>();
  for (const key of keys) grouped.set(key.minion, [...(grouped.get(key.minion) ?? []), key]);
  return grouped;
}

function has(keys: ReadonlyMap<string, SaltKey[]>, wanted: ExpectedKey, state: SaltKeyState): boolean {
  return (keys.get(wanted.minion) ?? []).some((key) => key.state === state && key.fingerprint === wanted.fingerprint);
}

function isAnotherAccepted(keys: readonly SaltKey[], { fingerprint }: ExpectedKey): boolean {
  return keys.some((key) => key.state === 'Accepted' && key.fingerprint !== fingerprint);
}
