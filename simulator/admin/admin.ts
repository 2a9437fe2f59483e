import type { z } from 'zod';
import { changed, empty, json, type HttpReply, type HttpRequest } from '../http/message.ts';
import { Router } from '../http/router.ts';
import type { System } from '../http/serve.ts';
import { runAlready } from '../machines/brownfield.ts';
import { putMachine, removeMachine } from '../machines/machine-room.ts';
import type { SettingsChange } from '../settings.ts';
import type { World } from '../world.ts';
import { notFound, withBody } from './replies.ts';
import { resetWorld } from './reset.ts';
import { saltRoutes } from './salt-routes.ts';
import { FaultBody, MachineBody, SeedBody, SettingsBody } from './schemas.ts';
import { seedWorld } from './seed.ts';
import { machineTruth, truthOf } from './truth.ts';

/** The simulator's own interface: its truth, its journal, its faults and its metal. No simulated system knows of it. */
export function createAdmin(world: World): System {
  const { faults, journal, room } = world;
  const router = new Router([
    ['GET', '/_sim/state', () => json(200, truthOf(world))],
    ['GET', '/_sim/journal', (request) => json(200, journal.after(Number(request.query.get('after') ?? 0) || 0))],
    ['GET', '/_sim/settings', () => json(200, shownSettings(world))],
    ['PUT', '/_sim/settings', (request) => withBody(request, SettingsBody, (change) => changeSettings(world, change))],
    ['GET', '/_sim/traps', () => json(200, world.traps.list())],
    ['GET', '/_sim/faults', () => json(200, faults.list())],
    ['POST', '/_sim/faults', (request) => withBody(request, FaultBody, (rule) => addFault(world, rule))],
    ['DELETE', '/_sim/faults', () => clearFaults(world)],
    [
      'DELETE',
      '/_sim/faults/:id',
      (_request, { id = '' }) => (faults.remove(id) ? empty(204, changed(id)) : notFound(`no fault ${id}`)),
    ],
    ['GET', '/_sim/machines/:uuid', (_request, { uuid = '' }) => showMachine(world, uuid)],
    ['GET', '/_sim/machines/:uuid/files', (_request, { uuid = '' }) => showFiles(world, uuid)],
    [
      'PUT',
      '/_sim/machines/:uuid',
      (request, { uuid = '' }) => withBody(request, MachineBody, (body) => addMachine(world, uuid, body)),
    ],
    [
      'DELETE',
      '/_sim/machines/:uuid',
      (_request, { uuid = '' }) => {
        const machine = room.machines.first(`uuid:${uuid.toLowerCase()}`);
        if (!machine) return notFound(`no machine ${uuid}`);
        removeMachine(room, machine);
        return empty(204, changed(machine.spec.uuid));
      },
    ],
    ...saltRoutes(world.salt),
    [
      'POST',
      '/_sim/seed',
      (request) => withBody(request, SeedBody, (seed) => json(200, { added: seedWorld(world, seed) }, changed('seed'))),
    ],
    [
      'POST',
      '/_sim/reset',
      () => {
        resetWorld(world);
        return empty(204, changed('reset'));
      },
    ],
  ]);

  function handle(request: HttpRequest): HttpReply | Promise<HttpReply> {
    const found = router.find(request.method, request.path);
    return found.kind === 'handler'
      ? found.handler(request, found.parameters)
      : notFound(`no ${request.method} ${request.path}`);
  }

  return { name: 'admin', handle };
}

function shownSettings(world: World): object {
  return { ...world.settings, traps: world.traps.switches() };
}

function changeSettings(world: World, { traps, ...settings }: SettingsChange): HttpReply {
  Object.assign(world.settings, settings);
  world.traps.switch(traps ?? {});
  return json(200, shownSettings(world), changed('settings'));
}

function addFault(world: World, rule: z.output<typeof FaultBody>): HttpReply {
  const { id } = world.faults.add(rule);
  return json(201, { id }, changed(id));
}

function clearFaults(world: World): HttpReply {
  world.faults.clear();
  return empty(204, changed('faults'));
}

function showMachine(world: World, uuid: string): HttpReply {
  const machine = world.room.machines.first(`uuid:${uuid.toLowerCase()}`);
  return machine ? json(200, machineTruth(machine)) : notFound(`no machine ${uuid}`);
}

/** What the scripts of its install wrote, secrets included: what somebody finds who stands before the machine. */
function showFiles({ room }: World, uuid: string): HttpReply {
  const system = room.machines.first(`uuid:${uuid.toLowerCase()}`)?.installed;
  return system ? json(200, Object.fromEntries(system.files)) : notFound(`no system on machine ${uuid}`);
}

/** The same body again changes nothing: what the machine has become stays. */
function addMachine(world: World, uuid: string, { running, ...spec }: z.output<typeof MachineBody>): HttpReply {
  const put = putMachine(world.room, { ...spec, uuid });
  if (running) runAlready(world.room, put.machine, running);
  return json(200, machineTruth(put.machine), { key: uuid, changed: put.changed });
}
