import { rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

export type ControlRequest = { command: 'start'; name: string } | { command: 'stop' };
export type ControlAnswer = { ok: true; line: string } | { ok: false; error: string };
export type ControlHandler = (request: ControlRequest) => Promise<string>;

// The kernel's limit for the path of a Unix socket, its closing zero apart.
const longestPath = process.platform === 'linux' ? 107 : 103;

/** The supervisor's ear: a Unix socket in the state dir; one request and one answer a connection, a JSON line each. */
export async function listenForControl(path: string, handle: ControlHandler): Promise<Server> {
  if (Buffer.byteLength(path) > longestPath) {
    throw new Error(
      `The path ${path} is too long for a Unix socket (${longestPath} bytes): choose a shorter --state-dir.`,
    );
  }
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    void readLine(socket).then(async (line) => {
      const answer = await answerTo(line, handle);
      socket.end(`${JSON.stringify(answer)}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.unref();
  return server;
}

export async function askSupervisor(path: string, request: ControlRequest): Promise<string> {
  const socket = createConnection(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => resolve());
  });
  socket.write(`${JSON.stringify(request)}\n`);
  const line = await readLine(socket);
  socket.destroy();
  if (line === '') throw new Error('The supervisor ended before it answered.');
  const answer = JSON.parse(line) as ControlAnswer;
  if (answer.ok) return answer.line;
  throw new Error(answer.error);
}

async function answerTo(line: string, handle: ControlHandler): Promise<ControlAnswer> {
  try {
    return { ok: true, line: await handle(JSON.parse(line) as ControlRequest) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** The first line, or nothing when the other side closes before it has written one. */
function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    socket.once('close', () => resolve(''));
  });
}
