import { createHash } from 'node:crypto';
import type { NewMinion } from '../salt/minion.ts';
import { objectOf, parseJson, textOf, type JsonObject } from '../storage/json.ts';
import type { InstalledSystem, Machine } from './machine.ts';

const configPath = '/etc/salt/minion.d/bedplate.conf';
const grainsPath = '/etc/salt/grains';
const publicKeyPath = '/etc/salt/pki/minion/minion.pub';
const unit = 'salt-minion.service';

/** The minion that a system runs, by the files that its kickstart wrote; null where it runs none. */
export function minionOf(machine: Machine, { files, enabledUnits }: InstalledSystem): NewMinion | null {
  const id = textOf(objectIn(files.get(configPath)).id);
  const key = files.get(publicKeyPath)?.trim();
  if (!enabledUnits.includes(unit) || id === null || key === undefined) return null;
  const hex = createHash('sha256').update(key).digest('hex');
  const fingerprint = hex.match(/../g)?.join(':') ?? '';
  return { id, fingerprint, grains: objectIn(files.get(grainsPath)), machine: machine.spec.uuid };
}

function objectIn(text: string | undefined): JsonObject {
  const parsed = parseJson(text ?? '');
  return parsed.ok ? objectOf(parsed.value) : {};
}
