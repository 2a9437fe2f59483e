import { changed, empty, unchanged, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { BootSource, Machine } from '../machines/machine.ts';
import type { MachineRoom } from '../machines/machine-room.ts';
import { askSystem, powerOff, powerOn, restart } from '../machines/power.ts';
import { objectOf, parseJson } from '../storage/json.ts';
import { redfishError } from './refusals.ts';
import { etagOf, offeredTypes, type ResetType } from './system-view.ts';

/** Accepts a power change; it happens later, so a client has to poll `PowerState`. */
export function reset(room: MachineRoom, machine: Machine, request: HttpRequest): HttpReply {
  const parsed = parseJson(request.body === '' ? '{}' : request.body);
  const given = parsed.ok ? objectOf(parsed.value).ResetType : undefined;
  const { traps } = room;
  const type = offeredTypes(traps).find((candidate) => candidate === given);
  const { uuid } = machine.spec;
  if (type === undefined) {
    return redfishError(
      400,
      'Base.1.0.ActionParameterNotSupported',
      `ResetType ${JSON.stringify(given)} is not supported`,
      unchanged(uuid),
    );
  }
  const isOn = machine.power === 'On' || machine.power === 'PoweringOn';
  const asksForNothing =
    (turnsOn(type) && isOn) || (turnsOff(type) && !isOn) || (restarts(type) && machine.power !== 'On');
  if (asksForNothing && traps.isOn('redfish.order-for-nothing')) {
    return redfishError(
      400,
      'Base.1.0.GeneralError',
      `Cannot ${type}: the system is ${machine.power}`,
      unchanged(uuid),
    );
  }
  if (asksForNothing || type === 'Nmi') return empty(204, unchanged(uuid));
  if (isGraceful(type)) {
    const ending = machine.endingSystem;
    askSystem(room, machine, restarts(type) ? restart : powerOff);
    return empty(204, { key: uuid, changed: machine.endingSystem !== ending });
  }
  if (restarts(type)) restart(room, machine);
  else if (isOn) powerOff(room, machine);
  else powerOn(room, machine);
  return empty(204, changed(uuid));
}

const sources: Record<string, BootSource | null> = { Pxe: 'network', Hdd: 'disk', None: null };

/** `PATCH` of a system: only the boot override can be set, and only for one boot. */
export function patchSystem({ traps }: MachineRoom, machine: Machine, request: HttpRequest): HttpReply {
  const refusal = traps.isOn('redfish.if-match') ? refuseEtag(machine, request) : null;
  if (refusal) return refusal;
  const parsed = parseJson(request.body);
  if (!parsed.ok) return redfishError(400, 'Base.1.0.MalformedJSON', 'The request body is not valid JSON');
  const boot = objectOf(objectOf(parsed.value).Boot);
  const { uuid } = machine.spec;
  const { BootSourceOverrideTarget: target, BootSourceOverrideEnabled: enabled, BootSourceOverrideMode: mode } = boot;
  if (target !== undefined && (typeof target !== 'string' || !(target in sources)))
    return notInList('BootSourceOverrideTarget', target, uuid);
  if (enabled !== undefined && enabled !== 'Once' && enabled !== 'Disabled')
    return notInList('BootSourceOverrideEnabled', enabled, uuid);
  const ownMode = machine.spec.firmware === 'UEFI' ? 'UEFI' : 'Legacy';
  if (mode !== undefined && mode !== ownMode && traps.isOn('redfish.boot-mode'))
    return notInList('BootSourceOverrideMode', mode, uuid);

  const before = machine.bootOverride;
  if (typeof target === 'string') machine.bootOverride = sources[target] ?? null;
  if (enabled === 'Disabled') machine.bootOverride = null;
  return empty(204, { key: uuid, changed: machine.bootOverride !== before });
}

/** `*` stands for any: whoever sends it knows that there is something to match. */
function refuseEtag(machine: Machine, request: HttpRequest): HttpReply | null {
  const given = request.headers['if-match'];
  const touched = unchanged(machine.spec.uuid);
  if (given === undefined)
    return redfishError(428, 'Base.1.0.PreconditionRequired', 'If-Match with the ETag is required', touched);
  if (given === '*' || given === etagOf(machine)) return null;
  return redfishError(412, 'Base.1.0.PreconditionFailed', 'The ETag is not that of the system any more', touched);
}

function notInList(property: string, value: unknown, uuid: string): HttpReply {
  const message = `The value ${JSON.stringify(value)} for the property ${property} is not in the list of acceptable values.`;
  return redfishError(400, 'Base.1.0.PropertyValueNotInList', message, unchanged(uuid));
}

function turnsOn(type: ResetType): boolean {
  return type === 'On' || type === 'ForceOn';
}

function turnsOff(type: ResetType): boolean {
  return type === 'ForceOff' || type === 'GracefulShutdown';
}

/** The machine's system is asked, which may follow or not. */
function isGraceful(type: ResetType): boolean {
  return type === 'GracefulShutdown' || type === 'GracefulRestart';
}

function restarts(type: ResetType): boolean {
  return type === 'ForceRestart' || type === 'GracefulRestart';
}
