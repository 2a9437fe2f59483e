import { changed, json, unchanged, type HttpReply, type HttpRequest } from '../../http/message.ts';
import type { Route } from '../../http/router.ts';
import { textOf } from '../../storage/json.ts';
import type { Traps } from '../../traps/traps.ts';
import { unprocessable, unprocessableText } from '../refusals.ts';
import { wrapped } from '../request-body.ts';
import type { HostStore } from './host-store.ts';
import { provisionInterface, type Host } from './host.ts';

export type PowerAction = 'on' | 'off' | 'soft' | 'cycle';

/** What Foreman's BMC proxy can do with the machine that has a MAC. */
export interface PowerControl {
  isOn(mac: string): boolean | null;
  power(mac: string, action: PowerAction): void;
  bootFrom(mac: string, device: 'disk' | 'network'): void;
}

const actions: Record<string, PowerAction | 'status' | 'ready'> = {
  on: 'on',
  start: 'on',
  off: 'off',
  stop: 'off',
  poweroff: 'off',
  soft: 'soft',
  cycle: 'cycle',
  reboot: 'cycle',
  reset: 'cycle',
  status: 'status',
  state: 'status',
  'ready?': 'ready',
};

const devices: Record<string, 'disk' | 'network'> = { disk: 'disk', pxe: 'network' };

export function powerRoutes(store: HostStore, control: PowerControl): Route[] {
  return [
    ['GET', '/api/hosts/:id/power', (_request, { id = '' }) => showPower(store.find(id), control, store.traps)],
    ['PUT', '/api/hosts/:id/power', (request, { id = '' }) => setPower(store.find(id), control, request)],
    ['PUT', '/api/hosts/:id/boot', (request, { id = '' }) => setBoot(store.find(id), control, request)],
  ];
}

/** Always 200: a failure is a state too. */
function showPower(host: Host, control: PowerControl, traps: Traps): HttpReply {
  const mac = managedMac(host);
  const isOn = mac === null ? null : control.isOn(mac);
  if (isOn === null && !traps.isOn('foreman.power-failure-is-a-200'))
    throw unprocessable('Power operations are not enabled on this host.');
  const state = isOn === null ? 'na' : isOn ? 'on' : 'off';
  const titles = { na: 'N/A', on: 'On', off: 'Off' };
  const failure = isOn === null ? { statusText: 'Power operations are not enabled on this host.' } : {};
  return json(200, { id: host.id, state, title: titles[state], ...failure }, unchanged(host.name));
}

function setPower(host: Host, control: PowerControl, request: HttpRequest): HttpReply {
  const action = actions[textOf(wrapped(request, 'power').power_action) ?? ''];
  if (action === undefined)
    throw unprocessableText(`Unknown power action: available methods are ${Object.keys(actions).join(', ')}`);
  const mac = enabledMac(host, control);
  if (action === 'status') return json(200, { power: control.isOn(mac) ? 'on' : 'off' }, unchanged(host.name));
  if (action === 'ready') return json(200, { power: control.isOn(mac) === true }, unchanged(host.name));
  control.power(mac, action);
  return json(200, { power: true }, changed(host.name));
}

function setBoot(host: Host, control: PowerControl, request: HttpRequest): HttpReply {
  const device = devices[textOf(wrapped(request, 'boot').device) ?? ''];
  if (device === undefined)
    throw unprocessableText(`Unknown device: available devices are ${Object.keys(devices).join(', ')}`);
  const mac = enabledMac(host, control);
  control.bootFrom(mac, device);
  return json(200, { boot: { action: device, result: true } }, changed(host.name));
}

function enabledMac(host: Host, control: PowerControl): string {
  const mac = managedMac(host);
  if (mac === null || control.isOn(mac) === null) throw unprocessable('Power operations are not enabled on this host.');
  return mac;
}

function managedMac(host: Host): string | null {
  const hasBmc = host.interfaces.some((nic) => nic.type === 'bmc');
  return hasBmc ? (provisionInterface(host)?.mac ?? null) : null;
}
