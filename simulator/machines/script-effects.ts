import { createHash, createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { findDisk, type Machine } from './machine.ts';
import { pause, type MachineRoom } from './machine-room.ts';
import type { ScriptEffects, ScriptState } from './scripts/run-script.ts';

/** SHA-256 of 1 MiB of zeros: what a wiped disk begins with. */
const zerosHash = '30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58';

export const wipeReportPath = '/tmp/wipe-report';

export function newScriptState(): ScriptState {
  return { files: new Map(), enabledUnits: [], poweredOff: false, rebooted: false };
}

/** What scripts of this machine can do to it. */
export function scriptEffects(
  room: MachineRoom,
  machine: Machine,
  state: ScriptState,
  life: AbortSignal,
): ScriptEffects {
  state.files.set(wipeReportPath, wipeReport(machine));
  let spent = false;
  return {
    hostKey: newHostKey,
    privateKey: newPrivateKey,
    publicKey: publicHalf,
    async wipe(device) {
      const disk = findDisk(machine.spec, device);
      if (!disk) return `wipe: ${device}: no such device`;
      machine.phase = 'wiping';
      // All disks are wiped side by side: only the first one takes time.
      if (!spent) await pause(room.settings.wipeSeconds, life);
      machine.disks.set(disk.name, 'wiped');
      machine.marks.delete(disk.name);
      if (![...machine.disks.values()].includes('os')) forgetSystem(room, machine);
      state.files.set(wipeReportPath, wipeReport(machine));
      machine.phase = 'wiped';
      if (!spent) {
        machine.wipes += 1;
        room.journal.event(machine.spec.uuid, 'wiped');
      }
      spent = true;
      return null;
    },
  };
}

export function forgetSystem(room: MachineRoom, machine: Machine): void {
  machine.installed = null;
  room.machines.put(machine);
}

/** A public key in OpenSSH's form. Nothing ever logs in: random bits serve as well as a key pair. */
export function newHostKey(): string {
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(randomBytes(32))]);
  return `ssh-ed25519 ${blob.toString('base64')}`;
}

/** A real one: a real minion may be run with what the machine made. */
async function newPrivateKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function publicHalf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
}

/** One line a disk: its name and the SHA-256 of its first MiB. */
function wipeReport(machine: Machine): string {
  return [...machine.disks].map(([name, content]) => `${name} ${firstMebibyteHash(machine, name, content)}\n`).join('');
}

function firstMebibyteHash(machine: Machine, disk: string, content: string): string {
  if (content === 'blank' || content === 'wiped') return zerosHash;
  return createHash('sha256').update(`${machine.spec.uuid}/${disk}/${content}/${machine.installs}`).digest('hex');
}
