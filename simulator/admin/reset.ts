import { stopLife } from '../machines/machine-room.ts';
import { forgetSystem } from '../machines/script-effects.ts';
import type { World } from '../world.ts';

/** Back to the first day: zones, prefixes, racks and metal stay; whatever was made since then goes. */
export function resetWorld(world: World): void {
  for (const host of world.foreman.store.hosts.values()) world.foreman.store.remove(host);
  world.foreman.authentication.forgetFailures();
  const { tables } = world.nautobot;
  for (const model of ['ipam.ipaddresstointerface', 'ipam.ipaddress', 'dcim.interface', 'dcim.device'] as const) {
    for (const row of tables.of(model).values()) tables.remove(row);
  }
  world.powerdns.zones.empty();
  world.salt.master.reset();
  world.faults.clear();
  for (const machine of world.room.machines.values()) {
    stopLife(machine);
    Object.assign(machine, {
      power: 'Off',
      phase: 'off',
      bootOverride: null,
      lastError: null,
      powerOns: 0,
      lastReset: null,
      boots: 0,
      installs: 0,
      wipes: 0,
    });
    for (const disk of machine.disks.keys()) machine.disks.set(disk, 'blank');
    forgetSystem(world.room, machine);
  }
}
