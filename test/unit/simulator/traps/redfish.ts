import { until, type Lab } from '../clients.ts';
import { machineState, uuid } from '../metal.ts';
import type { CasesOf } from './case.ts';

const path = `/redfish/v1/Systems/${uuid}`;
const once = { BootSourceOverrideTarget: 'Pxe', BootSourceOverrideEnabled: 'Once' };

interface Shown {
  PowerState: string;
  Boot: { BootSourceOverrideTarget: string };
  Actions: { '#ComputerSystem.Reset': { target: string } };
}

async function shown(lab: Lab): Promise<Shown> {
  return (await lab.redfish('GET', path)).body;
}

async function reset(lab: Lab, type: string): Promise<number> {
  const { target } = (await shown(lab)).Actions['#ComputerSystem.Reset'];
  return (await lab.redfish('POST', target, { ResetType: type })).status;
}

export const redfishCases: CasesOf<'redfish'> = {
  'redfish.power-takes-time': {
    async ask(lab) {
      await reset(lab, 'On');
      return (await shown(lab)).PowerState;
    },
    on: 'PoweringOn',
    off: 'On',
  },
  'redfish.order-for-nothing': {
    ask: (lab) => reset(lab, 'ForceOff'),
    on: 400,
    off: 204,
  },
  'redfish.allowable-values': {
    ask: (lab) => reset(lab, 'ForceOn'),
    on: 400,
    off: 204,
  },
  'redfish.target-of-its-own': {
    ask: async (lab) => (await lab.redfish('POST', `${path}/Actions/ComputerSystem.Reset`, { ResetType: 'On' })).status,
    on: 404,
    off: 204,
  },
  'redfish.if-match': {
    async ask(lab) {
      const without = await lab.redfish('PATCH', path, { Boot: once });
      const stale = await lab.redfish('PATCH', path, { Boot: once }, { 'if-match': 'W/"stale"' });
      return [without.status, stale.status];
    },
    on: [428, 412],
    off: [204, 204],
  },
  'redfish.name-redirects': {
    async ask(lab) {
      const reply = await lab.redfish('GET', '/redfish/v1/Systems/r1-a01');
      return [reply.status, reply.headers.get('location')];
    },
    on: [301, path],
    off: [200, null],
  },
  'redfish.once-is-once': {
    async ask(lab) {
      await lab.redfish('PATCH', path, { Boot: once }, { 'if-match': '*' });
      await reset(lab, 'On');
      await until('the boot', async () => (await machineState(lab)).phase === 'no-boot-device');
      return (await shown(lab)).Boot.BootSourceOverrideTarget;
    },
    on: 'None',
    off: 'Pxe',
  },
  'redfish.words-in-extended-info': {
    ask: async (lab) => (await lab.redfish('GET', '/redfish/v1/Systems/none')).body,
    on: {
      error: {
        code: 'Base.1.0.GeneralError',
        message: expect.stringContaining('See ExtendedInfo'),
        '@Message.ExtendedInfo': [expect.objectContaining({ Message: 'Unable to find the system none' })],
      },
    },
    off: { error: expect.objectContaining({ message: 'Unable to find the system none' }) },
  },
  'redfish.boot-mode': {
    async ask(lab) {
      const boot = { ...once, BootSourceOverrideMode: 'Legacy' };
      return (await lab.redfish('PATCH', path, { Boot: boot }, { 'if-match': '*' })).status;
    },
    on: 400,
    off: 204,
  },
};
