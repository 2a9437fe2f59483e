import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Faults } from '../faults/faults.ts';
import type { Journal, SystemName } from '../journal/journal.ts';
import { json, type HttpReply, type HttpRequest } from './message.ts';

/** One simulated system: everything it answers, over whatever state it keeps. */
export interface System {
  name: SystemName;
  /** By what faults and the journal know a request, where all go to one path. */
  pathOf?(request: HttpRequest): string;
  handle(request: HttpRequest): HttpReply | Promise<HttpReply>;
}

export interface Surroundings {
  faults: Faults;
  journal: Journal;
}

/** The server of one system, with faults before and after its handler and every request in the journal. Not listening yet. */
export function createSystemServer(system: System, surroundings: Surroundings): Server {
  return createServer({ keepAliveTimeout: 30_000 }, (incoming, response) => {
    void respond(system, surroundings, incoming, response).catch(() => incoming.socket.destroy());
  });
}

// Node forgets sockets that were handed over to CONNECT; a server that closes has to end those too.
const open = new WeakMap<Server, Set<Socket>>();

/** Listens on loopback only; port 0 takes a free one. */
export async function listen(server: Server, port: number): Promise<string> {
  const sockets = new Set<Socket>();
  open.set(server, sockets);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends the server with every connection that it has. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of open.get(server) ?? []) socket.destroy();
  await closed;
}

async function respond(
  system: System,
  around: Surroundings,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const path = system.pathOf?.(request) ?? request.path;
  const fault = system.name === 'admin' ? null : around.faults.take(system.name, request.method, path);
  const write = (reply: HttpReply, status = reply.status) =>
    note(around.journal, system.name, { method: request.method, path }, reply, status, fault);

  if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
  const refusal = fault && refuse(fault);
  if (refusal) {
    write(refusal);
    if (fault.hang) return;
    if (fault.drop === 'before') {
      incoming.socket.destroy();
      return;
    }
    send(response, refusal);
    return;
  }

  const reply = await handled(system, request);
  write(reply);
  if (fault?.killPid !== undefined) kill(fault.killPid);
  if (fault?.drop === 'after') {
    incoming.socket.destroy();
    return;
  }
  send(response, fault?.body === undefined ? reply : { ...reply, body: fault.body });
}

/** What stands in the way of the handler, if this fault does. Status 0 means: no answer at all. */
function refuse(fault: Fault): HttpReply | null {
  if (fault.hang || fault.drop === 'before')
    return { status: 0, headers: {}, body: '', touched: { key: '', changed: false } };
  if (fault.status === undefined) return null;
  const looksJson = /^\s*[{["]/.test(fault.body ?? '');
  const headers = { 'content-type': looksJson ? 'application/json' : 'text/plain' };
  return { status: fault.status, headers, body: fault.body ?? '', touched: { key: '', changed: false } };
}

async function handled(system: System, request: HttpRequest): Promise<HttpReply> {
  try {
    return await system.handle(request);
  } catch (error) {
    // A defect of the simulator must be told from a simulated 500.
    return json(500, { simulatorDefect: error instanceof Error ? error.stack : String(error) });
  }
}

function note(
  journal: Journal,
  system: SystemName,
  request: Pick<HttpRequest, 'method' | 'path'>,
  reply: HttpReply,
  status: number,
  fault: Fault | null,
): void {
  if (system === 'admin' && request.method === 'GET') return;
  const { key, changed } = reply.touched;
  journal.record({
    system,
    method: request.method,
    path: request.path,
    status,
    changed,
    key,
    ...(fault && { fault: fault.id }),
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone, which is what was wanted.
  }
}

function send(response: ServerResponse, reply: HttpReply): void {
  if (response.destroyed) return;
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  response.end(reply.body);
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const origin = `http://${incoming.headers.host ?? '127.0.0.1'}`;
  const [path = '/', query = ''] = splitOnce(incoming.url ?? '/', '?');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    client: incoming.socket.remoteAddress ?? '',
    origin,
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
