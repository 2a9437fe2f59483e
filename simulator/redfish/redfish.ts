import type { Login } from '../credentials.ts';
import { json, unchanged, type HttpReply, type HttpRequest } from '../http/message.ts';
import { Router, type Handler, type Route } from '../http/router.ts';
import type { System } from '../http/serve.ts';
import type { Machine } from '../machines/machine.ts';
import type { MachineRoom } from '../machines/machine-room.ts';
import { showDrive, showProcessor, showProcessors, showStorage, showStorages } from './parts-view.ts';
import { redfishError, unknownSystem, withoutWords } from './refusals.ts';
import { Sessions } from './sessions.ts';
import { patchSystem, reset } from './system-actions.ts';
import {
  collection,
  managerPath,
  resetPath,
  showInterface,
  showInterfaces,
  showManager,
  showSystem,
  systemPath,
} from './system-view.ts';

const root = '/redfish/v1';

/** The BMCs of all machines behind one port, told apart by the system's UUID. */
export function createRedfish(room: MachineRoom, login: Login): System {
  const sessions = new Sessions(login);
  const router = new Router(routes(room, sessions));

  async function handle(request: HttpRequest): Promise<HttpReply> {
    const reply = await answer(request);
    return room.traps.isOn('redfish.words-in-extended-info') ? withoutWords(reply) : reply;
  }

  function answer(request: HttpRequest): HttpReply | Promise<HttpReply> {
    const path = request.path.replace(/(.)\/$/, '$1');
    const found = router.find(request.method, path);
    if (found.kind === 'nothing')
      return redfishError(404, 'Base.1.0.ResourceMissingAtURI', `There is nothing at ${path}`);
    if (found.kind === 'other-methods')
      return redfishError(405, 'Base.1.0.OperationNotAllowed', `${request.method} is not allowed here`);
    const uuid = found.parameters.uuid;
    const machine = uuid === undefined ? undefined : room.machines.first(`uuid:${uuid.toLowerCase()}`);
    const isOpen = path === root || (path === `${root}/SessionService/Sessions` && request.method === 'POST');
    if (!isOpen && !sessions.accepts(request, machine?.spec ?? null)) {
      const refusal = redfishError(
        401,
        'Base.1.0.InsufficientPrivilege',
        'Authentication is required',
        unchanged(uuid ?? ''),
      );
      return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': 'Basic realm="Redfish"' } };
    }
    return found.handler(request, found.parameters);
  }

  return { name: 'redfish', handle };
}

function routes(room: MachineRoom, sessions: Sessions): Route[] {
  const forMachine = (
    handler: (machine: Machine, request: HttpRequest, part: string, of: string) => HttpReply,
  ): Handler => {
    return (request, { uuid = '', part = '', of = '' }) => {
      const machine = room.machines.first(`uuid:${uuid.toLowerCase()}`);
      if (machine) return handler(machine, request, part, of);
      const named = room.machines.first(`name:${uuid}`);
      if (!named) return unknownSystem(uuid);
      return room.traps.isOn('redfish.name-redirects')
        ? redirect(systemPath(named))
        : handler(named, request, part, of);
    };
  };
  const system = `${root}/Systems/:uuid`;
  return [
    ['GET', root, () => json(200, serviceRoot)],
    [
      'GET',
      `${root}/Systems`,
      () =>
        json(200, collection(`${root}/Systems`, 'Computer System Collection', room.machines.values().map(systemPath))),
    ],
    ['GET', system, forMachine((machine) => json(200, showSystem(machine, room.traps), unchanged(machine.spec.uuid)))],
    ['PATCH', system, forMachine((machine, request) => patchSystem(room, machine, request))],
    ['POST', `${system}/Actions/:action`, forMachine((machine, request) => act(room, machine, request))],
    [
      'GET',
      `${system}/EthernetInterfaces`,
      forMachine((machine) => json(200, showInterfaces(machine), unchanged(machine.spec.uuid))),
    ],
    [
      'GET',
      `${system}/EthernetInterfaces/:part`,
      forMachine((machine, _request, nic) => partReply(machine, showInterface(machine, nic), nic)),
    ],
    [
      'GET',
      `${system}/Processors`,
      forMachine((machine) => json(200, showProcessors(machine), unchanged(machine.spec.uuid))),
    ],
    [
      'GET',
      `${system}/Processors/:part`,
      forMachine((machine, _request, id) => partReply(machine, showProcessor(machine, id), id)),
    ],
    [
      'GET',
      `${system}/Storage`,
      forMachine((machine) => json(200, showStorages(machine), unchanged(machine.spec.uuid))),
    ],
    [
      'GET',
      `${system}/Storage/:part`,
      forMachine((machine, _request, id) => partReply(machine, showStorage(machine, id), id)),
    ],
    [
      'GET',
      `${system}/Storage/:of/Drives/:part`,
      forMachine((machine, _request, id, of) => partReply(machine, showDrive(machine, of, id), id)),
    ],
    [
      'GET',
      `${root}/Managers`,
      () => json(200, collection(`${root}/Managers`, 'Manager Collection', room.machines.values().map(managerPath))),
    ],
    [
      'GET',
      `${root}/Managers/:uuid`,
      forMachine((machine) => json(200, showManager(machine), unchanged(machine.spec.uuid))),
    ],
    [
      'GET',
      `${root}/SessionService`,
      () => json(200, { '@odata.id': `${root}/SessionService`, Id: 'SessionService', ServiceEnabled: true }),
    ],
    ['POST', `${root}/SessionService/Sessions`, (request) => sessions.create(request)],
    ['DELETE', `${root}/SessionService/Sessions/:id`, (_request, { id = '' }) => sessions.remove(id)],
  ];
}

function act(room: MachineRoom, machine: Machine, request: HttpRequest): HttpReply {
  const target = resetPath(systemPath(machine), room.traps);
  if (request.path.toLowerCase() === target.toLowerCase()) return reset(room, machine, request);
  return redfishError(404, 'Base.1.0.ResourceMissingAtURI', `There is nothing at ${request.path}`);
}

function redirect(location: string): HttpReply {
  return { status: 301, headers: { location }, body: '', touched: unchanged('') };
}

function partReply(machine: Machine, shown: object | null, identifier: string): HttpReply {
  if (shown === null) return redfishError(404, 'Base.1.0.ResourceMissingAtURI', `Unable to find ${identifier}`);
  return json(200, shown, unchanged(machine.spec.uuid));
}

const serviceRoot = {
  '@odata.type': '#ServiceRoot.v1_5_0.ServiceRoot',
  '@odata.id': root,
  Id: 'RootService',
  Name: 'Root Service',
  RedfishVersion: '1.5.0',
  Systems: { '@odata.id': `${root}/Systems` },
  Managers: { '@odata.id': `${root}/Managers` },
  SessionService: { '@odata.id': `${root}/SessionService` },
};
