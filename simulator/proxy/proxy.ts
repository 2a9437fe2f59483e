import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatAddress, parseAddress } from '../addresses/cidr.ts';
import { isRunning, type Machine } from '../machines/machine.ts';
import type { MachineRoom } from '../machines/machine-room.ts';

/**
 * An HTTP CONNECT proxy into the simulated networks. It reaches a machine only when that runs its installed system on
 * the address asked for, and connects to nothing: the simulator itself speaks for the machine.
 */
export function createProxy(room: MachineRoom): Server {
  const server = createServer((_request, response) => {
    response.writeHead(405, { 'content-type': 'text/plain' });
    response.end('Only CONNECT\n');
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    void connect(room, request.url ?? '', socket).catch(() => socket.destroy());
  });
  return server;
}

async function connect(room: MachineRoom, authority: string, socket: Duplex): Promise<void> {
  const target = parseAuthority(authority);
  const machine = target && findListening(room, target);
  const fault = room.faults.take('proxy', 'CONNECT', authority);
  const status = fault?.status ?? (fault?.hang || fault?.drop ? 0 : machine ? 200 : 502);
  const key = machine?.spec.uuid ?? '';
  room.journal.record({
    system: 'proxy',
    method: 'CONNECT',
    path: authority,
    status,
    changed: false,
    key,
    ...(fault && { fault: fault.id }),
  });

  if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { ref: false });
  if (fault?.hang) return;
  if (fault?.drop) {
    socket.destroy();
    return;
  }
  if (status !== 200) {
    socket.end(
      `HTTP/1.1 ${status} ${status === 502 ? 'Bad Gateway' : 'Refused'}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    );
    return;
  }
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  if (target?.port === 22) socket.write('SSH-2.0-OpenSSH_9.0\r\n');
  socket.on('end', () => socket.end());
  socket.resume();
}

interface Target {
  address: string;
  port: number;
}

function parseAuthority(authority: string): Target | null {
  const found = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(authority);
  const address = parseAddress(found?.[1] ?? found?.[2] ?? '');
  return address && found ? { address: formatAddress(address), port: Number(found[3]) } : null;
}

function findListening(room: MachineRoom, target: Target): Machine | undefined {
  if (!room.settings.openPorts.includes(target.port)) return undefined;
  return room.machines.find(`address:${target.address}`).find(isRunning);
}
