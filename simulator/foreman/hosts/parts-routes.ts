import { changed, json, type HttpReply, type HttpRequest } from '../../http/message.ts';
import type { Route } from '../../http/router.ts';
import type { JsonObject } from '../../storage/json.ts';
import { envelope } from '../envelope.ts';
import { notFound } from '../refusals.ts';
import { wrapped } from '../request-body.ts';
import type { HostStore } from './host-store.ts';
import { showInterface, showParameter } from './host-view.ts';
import type { Host, HostParameter, Interface } from './host.ts';

/** `/api/hosts/:host/parameters` and `/api/hosts/:host/interfaces`. */
export function partsRoutes(store: HostStore): Route[] {
  return [...parameterRoutes(store), ...interfaceRoutes(store)];
}

function parameterRoutes(store: HostStore): Route[] {
  const base = '/api/hosts/:host/parameters';
  return [
    ['GET', base, (request, { host = '' }) => list(request, store, store.find(host).parameters, showParameter)],
    ['POST', base, (request, { host = '' }) => addParameter(store, store.find(host), wrapped(request, 'parameter'))],
    [
      'GET',
      `${base}/:id`,
      (_request, { host = '', id = '' }) => json(200, showParameter(findParameter(store.find(host), id))),
    ],
    [
      'PUT',
      `${base}/:id`,
      (request, { host: hostId = '', id = '' }) => {
        const host = store.find(hostId);
        const { id: parameterId } = findParameter(host, id);
        const attributes = { ...wrapped(request, 'parameter'), id: parameterId };
        const didChange = store.update(host, { host_parameters_attributes: [attributes] });
        return json(200, showParameter(findParameter(host, String(parameterId))), {
          key: host.name,
          changed: didChange,
        });
      },
    ],
    [
      'DELETE',
      `${base}/:id`,
      (_request, { host: hostId = '', id = '' }) => {
        const host = store.find(hostId);
        const parameter = findParameter(host, id);
        store.update(host, { host_parameters_attributes: [{ id: parameter.id, _destroy: true }] });
        return json(200, showParameter(parameter), changed(host.name));
      },
    ],
  ];
}

function addParameter(store: HostStore, host: Host, attributes: JsonObject): HttpReply {
  const { id: _ignored, ...added } = attributes;
  store.update(host, { host_parameters_attributes: [added] });
  return json(201, showParameter(findParameter(host, String(attributes.name))), changed(host.name));
}

function interfaceRoutes(store: HostStore): Route[] {
  const base = '/api/hosts/:host/interfaces';
  return [
    ['GET', base, (request, { host = '' }) => list(request, store, store.find(host).interfaces, showInterface)],
    [
      'POST',
      base,
      (request, { host: hostId = '' }) => {
        const host = store.find(hostId);
        store.update(host, { interfaces_attributes: [wrapped(request, 'interface')] });
        const added = host.interfaces.at(-1);
        return json(201, added && showInterface(added), changed(host.name));
      },
    ],
    [
      'GET',
      `${base}/:id`,
      (_request, { host = '', id = '' }) => json(200, showInterface(findInterface(store.find(host), id))),
    ],
    [
      'PUT',
      `${base}/:id`,
      (request, { host: hostId = '', id = '' }) => {
        const host = store.find(hostId);
        const nic = findInterface(host, id);
        const didChange = store.update(host, {
          interfaces_attributes: [{ ...wrapped(request, 'interface'), id: nic.id }],
        });
        return json(200, showInterface(findInterface(host, id)), { key: host.name, changed: didChange });
      },
    ],
    [
      'DELETE',
      `${base}/:id`,
      (_request, { host: hostId = '', id = '' }) => {
        const host = store.find(hostId);
        const nic = findInterface(host, id);
        store.update(host, { interfaces_attributes: [{ id: nic.id, _destroy: true }] });
        return json(200, showInterface(nic), changed(host.name));
      },
    ],
  ];
}

function list<T extends { id: number }>(
  request: HttpRequest,
  { traps }: HostStore,
  rows: T[],
  show: (row: T) => object,
): HttpReply {
  return envelope(request, traps, { matches: rows, total: rows.length }, show);
}

function findParameter(host: Host, idOrName: string): HostParameter {
  const found = host.parameters.find((parameter) => String(parameter.id) === idOrName || parameter.name === idOrName);
  if (!found) throw notFound('parameter', idOrName);
  return found;
}

function findInterface(host: Host, idOrName: string): Interface {
  const found = host.interfaces.find((nic) => String(nic.id) === idOrName || nic.identifier === idOrName);
  if (!found) throw notFound('interface', idOrName);
  return found;
}
