import { createServer } from 'node:net';

const first = 15_000;
// Linux hands out 32768 and up to outgoing connections: a port from there could be taken before its part binds it.
const last = 32_000;
const attempts = 200;

export type PortSource = { next(): Promise<number> };

/** Ports of 127.0.0.1 that nobody listens on, each handed out once. */
export function freePorts(): PortSource {
  const given = new Set<number>();
  return {
    async next() {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const port = first + Math.floor(Math.random() * (last - first));
        if (given.has(port) || !(await canListen(port))) continue;
        given.add(port);
        return port;
      }
      throw new Error(
        `No free port of 127.0.0.1 between ${first} and ${last} was found: end some listening processes.`,
      );
    },
  };
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  });
}
