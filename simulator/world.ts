import type { Faults } from './faults/faults.ts';
import type { Foreman } from './foreman/foreman.ts';
import type { Journal } from './journal/journal.ts';
import type { MachineRoom } from './machines/machine-room.ts';
import type { Nautobot } from './nautobot/nautobot.ts';
import type { PowerDns } from './powerdns/powerdns.ts';
import type { Salt } from './salt/salt.ts';
import type { Settings } from './settings.ts';
import type { Traps } from './traps/traps.ts';

/** Everything that one simulator holds. */
export interface World {
  settings: Settings;
  traps: Traps;
  faults: Faults;
  journal: Journal;
  room: MachineRoom;
  foreman: Foreman;
  nautobot: Nautobot;
  powerdns: PowerDns;
  salt: Salt;
}
