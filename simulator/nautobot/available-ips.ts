import { setTimeout as sleep } from 'node:timers/promises';
import {
  contains,
  formatAddress,
  parseAddress,
  parseNetwork,
  sizeOf,
  type Address,
  type Network,
} from '../addresses/cidr.ts';
import { changed, empty, json, unchanged, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { Route } from '../http/router.ts';
import type { Settings } from '../settings.ts';
import { isObject, objectOf, type Json } from '../storage/json.ts';
import { createAll, findRow, readBody, show } from './model-routes.ts';
import { textField, type Row } from './model.ts';
import { modelOf, type Tables } from './tables.ts';

/** `available-ips` of a prefix, with its three traps: racy, 204 when exhausted, not idempotent (contracts 2.4). */
export function availableIpRoutes(tables: Tables, settings: Settings): Route[] {
  const path = '/api/ipam/prefixes/:id/available-ips/';
  const prefix = (id: string) => findRow(tables, modelOf('ipam.prefix'), id);
  return [
    ['GET', path, (request, { id = '' }) => offer(tables, prefix(id), request)],
    ['POST', path, (request, { id = '' }) => take(tables, settings, prefix(id), request)],
  ];
}

function offer(tables: Tables, prefix: Row, request: HttpRequest): HttpReply {
  const limit = Number(request.query.get('limit') ?? 50) || 50;
  const free = freeAddresses(tables, prefix, request.query, limit);
  return json(
    200,
    free.map((address) => ({ ip_version: prefixVersion(prefix), address })),
    unchanged(textField(prefix, 'prefix')),
  );
}

async function take(tables: Tables, settings: Settings, prefix: Row, request: HttpRequest): Promise<HttpReply> {
  const body = readBody(request);
  const asked = Array.isArray(body) ? body : [body];
  const free = freeAddresses(tables, prefix, request.query, asked.length);
  // Exhaustion is a success code with nothing in it.
  const { traps } = tables;
  if (free.length < asked.length)
    return traps.isOn('nautobot.exhausted-is-a-204')
      ? empty(204, unchanged(textField(prefix, 'prefix')))
      : json(409, { detail: 'No free address is left.' }, unchanged(textField(prefix, 'prefix')));
  const held = traps.isOn('nautobot.available-ips-leak') ? undefined : heldBySameClaim(tables, prefix, body);
  if (held) return json(201, show(tables, modelOf('ipam.ipaddress'), held, request));
  // Between reading the free list and writing, another request may take the same address.
  if (settings.ipamGapMs > 0 && traps.isOn('nautobot.available-ips-race'))
    await sleep(settings.ipamGapMs, undefined, { ref: false });
  const model = modelOf('ipam.ipaddress');
  const bodies = asked.map((item, index) => ({
    ...objectOf(item),
    address: free[index] ?? null,
    namespace: prefix.values.namespace ?? null,
  }));
  const made = createAll(tables, model, bodies);
  const shown = made.map((row) => show(tables, model, row, request));
  return json(
    201,
    Array.isArray(body) ? shown : shown[0],
    changed(made.map((row) => textField(row, 'address')).join(' ')),
  );
}

function freeAddresses(tables: Tables, prefix: Row, query: URLSearchParams, limit: number): string[] {
  const network = parseNetwork(textField(prefix, 'prefix'));
  if (!network) return [];
  const usable = usableRange(network, prefix.values.type === 'pool', query);
  const { last } = usable;
  const gateway = network.base + 1n;
  const first = usable.first === gateway && !tables.traps.isOn('nautobot.gateway-first') ? gateway + 1n : usable.first;
  const free: string[] = [];
  for (let value = first; value <= last && free.length < limit; value += 1n) {
    const host = formatAddress({ family: network.family, value });
    if (!tables.find('ipam.ipaddress', 'host', host).some((row) => inNamespace(row, prefix)))
      free.push(`${host}/${network.length}`);
  }
  return free;
}

/** The address that bears the custom fields of this request already. */
function heldBySameClaim(tables: Tables, prefix: Row, body: Json): Row | undefined {
  const claim = isObject(body) && isObject(body.custom_fields) ? JSON.stringify(body.custom_fields) : null;
  return tables.find('ipam.ipaddress', 'parent', prefix.id).find((row) => JSON.stringify(row.customFields) === claim);
}

function usableRange(network: Network, isPool: boolean, query: URLSearchParams): { first: bigint; last: bigint } {
  const all = { first: network.base, last: network.base + sizeOf(network) - 1n };
  const small = sizeOf(network) <= 2n;
  const hosts =
    isPool || small ? all : { first: all.first + 1n, last: network.family === 4 ? all.last - 1n : all.last };
  const start = within(network, query.get('range_start'));
  const end = within(network, query.get('range_end'));
  return {
    first: start && start.value > hosts.first ? start.value : hosts.first,
    last: end && end.value < hosts.last ? end.value : hosts.last,
  };
}

function within(network: Network, text: string | null): Address | null {
  const address = text === null ? null : parseAddress(text.split('/')[0] ?? '');
  return address && contains(network, address) ? address : null;
}

function inNamespace(row: Row, prefix: Row): boolean {
  return row.values.namespace === prefix.values.namespace;
}

function prefixVersion(prefix: Row): number {
  return textField(prefix, 'prefix').includes(':') ? 6 : 4;
}
