import { globToRegExp } from '../../faults/glob.ts';
import { objectOf, textOf, type Json, type JsonObject } from '../../storage/json.ts';
import { newJid } from '../jobs.ts';
import { type KeyList, keyLists } from '../keys.ts';
import type { SaltMaster } from '../master.ts';
import type { Answer } from './answer.ts';
import type { Lowstate } from './lowstate.ts';

/** `wheel`: functions over the master's keys. What goes wrong in one is words in a 200. */
export function callWheel(master: SaltMaster, call: Lowstate, user: string): Answer {
  const { value, success = true, changed } = run(master, call);
  const jid = newJid();
  const tag = `salt/wheel/${jid}`;
  const data = { fun: `wheel.${call.fun}`, jid, tag, user, return: value, success };
  return { value: { tag, data }, ...(changed !== undefined && { changed }) };
}

function run(master: SaltMaster, { fun, all }: Lowstate): Answer & { success?: boolean } {
  switch (fun) {
    case 'key.list_all':
      return { value: listAll(master) };
    case 'key.finger':
      return { value: fingers(master, all.match) };
    case 'key.finger_master':
      return { value: { local: { 'master.pub': master.fingerprint } } };
    case 'key.accept_dict':
      return accept(master, namesOf(objectOf(all.match).minions_pre));
    case 'key.delete_dict':
      return remove(master, objectOf(all.match));
    default:
      return { value: `Exception occurred in wheel ${fun}: UnboundLocalError`, success: false };
  }
}

function listAll(master: SaltMaster): JsonObject {
  const keys = master.keys.all();
  const lists = keyLists.map((list): [KeyList, string[]] => [
    list,
    keys.flatMap((key) => (key.list === list ? key.minion : [])).sort(),
  ]);
  return { ...Object.fromEntries(lists), local: ['master.pem', 'master.pub'] };
}

/** Lists that hold no such key are not in the answer. */
function fingers(master: SaltMaster, match: Json | undefined): JsonObject {
  const found: Record<string, Record<string, string>> = {};
  const names = namesOf(match).flatMap((name) => name.split(','));
  const isPlain = names.every((name) => !/[*?[]/.test(name));
  const keys = isPlain
    ? names.flatMap((name) => master.keys.of(name))
    : master.keys.all().filter(({ minion }) => names.some((name) => globToRegExp(name).test(minion)));
  for (const { minion, list, fingerprint } of keys) (found[list] ??= {})[minion] = fingerprint;
  return found;
}

/** It breaks off at the first name that has no pending key; those before it are accepted. */
function accept(master: SaltMaster, names: readonly string[]): Answer {
  const accepted: string[] = [];
  for (const name of names) {
    if (!master.keys.accept(name))
      return {
        value: "\nPassed invalid arguments: 'NoneType' object is not subscriptable\n\nUsage:\n",
        ...(accepted.length > 0 && { changed: accepted.join(',') }),
      };
    accepted.push(name);
  }
  return { value: { minions: accepted }, ...(accepted.length > 0 && { changed: accepted.join(',') }) };
}

function remove(master: SaltMaster, match: JsonObject): Answer {
  const gone: string[] = [];
  for (const list of keyLists)
    for (const name of namesOf(match[list])) if (master.keys.remove(name, list)) gone.push(name);
  master.forget(gone);
  return { value: {}, ...(gone.length > 0 && { changed: gone.join(',') }) };
}

function namesOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((name) => textOf(name) ?? []) : [textOf(value) ?? ''].filter(Boolean);
}
