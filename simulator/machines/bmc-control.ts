import type { PowerControl } from '../foreman/hosts/power-routes.ts';
import type { MachineRoom } from './machine-room.ts';
import { powerOff, powerOn, restart } from './power.ts';

/** Foreman's way to the machines: the same power switches that Redfish has, found by MAC. */
export function bmcControl(room: MachineRoom): PowerControl {
  const find = (mac: string) => room.machines.first(`mac:${mac}`);
  return {
    isOn: (mac) => {
      const machine = find(mac);
      return machine ? machine.power === 'On' || machine.power === 'PoweringOn' : null;
    },
    power(mac, action) {
      const machine = find(mac);
      if (!machine) return;
      if (action === 'on') powerOn(room, machine);
      else if (action === 'cycle' && machine.power === 'On') restart(room, machine);
      else if (action === 'cycle') powerOn(room, machine);
      else powerOff(room, machine);
    },
    bootFrom(mac, device) {
      const machine = find(mac);
      if (machine) machine.bootOverride = device;
    },
  };
}
