import type { Server } from 'node:http';
import { createAdmin } from './admin/admin.ts';
import { defaultCredentials, type Credentials } from './credentials.ts';
import { Faults } from './faults/faults.ts';
import { createForeman } from './foreman/foreman.ts';
import { close, createSystemServer, listen } from './http/serve.ts';
import { Journal } from './journal/journal.ts';
import { createMachineRoom, stopLife } from './machines/machine-room.ts';
import { bmcControl } from './machines/bmc-control.ts';
import { createNautobot } from './nautobot/nautobot.ts';
import { createPowerDns } from './powerdns/powerdns.ts';
import { createProxy } from './proxy/proxy.ts';
import { createRedfish } from './redfish/redfish.ts';
import { createSalt } from './salt/salt.ts';
import { defaultSettings, type SettingsChange } from './settings.ts';
import { Traps } from './traps/traps.ts';
import type { World } from './world.ts';

export type ServerName = 'admin' | 'foreman' | 'nautobot' | 'powerdns' | 'redfish' | 'salt' | 'proxy';

export interface SimulatorOptions {
  /** Loopback ports; 0 or none takes a free one. */
  ports?: Partial<Record<ServerName, number>>;
  settings?: SettingsChange;
  credentials?: Partial<Credentials>;
}

export interface Simulator {
  /** Base URL of each system, e.g. `http://127.0.0.1:8080`, without a path. */
  urls: Record<ServerName, string>;
  /** Ends every connection and whatever machines are doing. */
  close(): Promise<void>;
}

/** Starts a whole datacenter in this process: Foreman, Nautobot, PowerDNS, the BMCs and the machines behind them. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { traps: switches = {}, ...times } = options.settings ?? {};
  const settings = { ...defaultSettings(), ...times };
  const traps = new Traps();
  traps.switch(switches);
  const credentials = { ...defaultCredentials(), ...options.credentials };
  const faults = new Faults();
  const journal = new Journal();
  const salt = createSalt(settings, faults, credentials.salt);
  const room = createMachineRoom({ settings, traps, journal, faults, salt: salt.master });
  const world: World = {
    settings,
    traps,
    faults,
    journal,
    room,
    foreman: createForeman(settings, traps, credentials.foreman, bmcControl(room)),
    nautobot: createNautobot(settings, traps, credentials.nautobot.token),
    powerdns: createPowerDns(settings, traps, credentials.powerdns.apiKey),
    salt,
  };
  const servers: Record<ServerName, Server> = {
    admin: createSystemServer(createAdmin(world), world),
    foreman: createSystemServer(world.foreman.system, world),
    nautobot: createSystemServer(world.nautobot.system, world),
    powerdns: createSystemServer(world.powerdns.system, world),
    redfish: createSystemServer(createRedfish(room, credentials.redfish), world),
    salt: createSystemServer(world.salt.system, world),
    proxy: createProxy(room),
  };

  const urls = await listenAll(servers, options.ports ?? {});
  room.foremanUrl = urls.foreman;
  return {
    urls,
    async close() {
      for (const machine of room.machines.values()) stopLife(machine);
      world.salt.master.close();
      await closeAll(servers);
    },
  };
}

async function listenAll(
  servers: Record<ServerName, Server>,
  ports: Partial<Record<ServerName, number>>,
): Promise<Record<ServerName, string>> {
  const urls: Partial<Record<ServerName, string>> = {};
  try {
    for (const name of Object.keys(servers) as ServerName[]) urls[name] = await listen(servers[name], ports[name] ?? 0);
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
  return urls as Record<ServerName, string>;
}

async function closeAll(servers: Record<ServerName, Server>): Promise<void> {
  await Promise.all(Object.values(servers).map(close));
}
