import type { Fault } from './simulator.ts';

/** A call that hangs in a step. */
export interface Hanging {
  step: string;
  /** Of the step. */
  activity: string;
  /** What of it hangs, for the node's name. */
  call: string;
  asset: string;
  /** Given the machine's UUID. */
  fault: (uuid: string) => Fault;
  osImage?: { name: string };
}

const redfish = (uuid: string) => `/redfish/v1/Systems/${uuid}`;
const hang = { hang: true };

/**
 * Those of late steps are brought up first, so that no node ever meets the fault of a later step; in a wave nobody meets
 * the faults of another.
 */
export const WAVES: readonly (readonly Hanging[])[] = [
  [
    {
      step: 'ready',
      activity: 'probe.pass',
      call: 'connect',
      asset: 'r1-a01',
      fault: () => ({ system: 'proxy', ...hang }),
    },
    {
      step: 'publish-dns',
      activity: 'dns.publish',
      call: 'write',
      asset: 'r2-a01',
      fault: () => ({ system: 'powerdns', method: 'PATCH', path: '**/zones/r2.fleet.example.', ...hang }),
    },
    {
      step: 'publish-dns',
      activity: 'dns.publish',
      call: 'read',
      asset: 'r3-a01',
      fault: () => ({ system: 'powerdns', method: 'GET', path: '**/zones/r3.fleet.example.', ...hang }),
    },
  ],
  [
    {
      step: 'register-cmdb',
      activity: 'cmdb.register',
      call: 'interface',
      asset: 'r1-a02',
      fault: () => ({ system: 'nautobot', method: 'POST', path: '/api/dcim/interfaces/', ...hang }),
    },
  ],
  [
    {
      step: 'install',
      activity: 'bmc.bootFromNetwork',
      call: 'identity',
      asset: 'r1-a03',
      fault: (uuid) => ({ system: 'redfish', method: 'GET', path: redfish(uuid), ...hang }),
    },
    {
      step: 'install',
      activity: 'bmc.bootFromNetwork',
      call: 'boot-order',
      asset: 'r2-a03',
      fault: (uuid) => ({ system: 'redfish', method: 'PATCH', path: redfish(uuid), ...hang }),
    },
    {
      step: 'install',
      activity: 'bmc.powerOn',
      call: 'power',
      asset: 'r3-a03',
      fault: (uuid) => ({ system: 'redfish', method: 'POST', path: `${redfish(uuid)}/**`, ...hang }),
    },
  ],
  [
    {
      step: 'install',
      activity: 'foreman.setBuild',
      call: 'build-mode',
      asset: 'r2-a04',
      fault: () => ({ system: 'foreman', method: 'PUT', path: '/api/hosts/*', ...hang }),
    },
    {
      step: 'create-host',
      activity: 'foreman.createHost',
      call: 'what-hosts-share',
      asset: 'r3-a04',
      fault: () => ({ system: 'foreman', method: 'GET', path: '/api/operatingsystems', ...hang }),
      // What the others' image needs was looked up before, and is remembered.
      osImage: { name: 'rhel9-rare' },
    },
  ],
  [
    {
      step: 'create-host',
      activity: 'foreman.createHost',
      call: 'host',
      asset: 'r1-a05',
      fault: () => ({ system: 'foreman', method: 'POST', path: '/api/hosts', ...hang }),
    },
  ],
];
