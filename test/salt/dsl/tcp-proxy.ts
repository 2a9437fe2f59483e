import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What a ZeroMQ client of type REQ says before its first message: greeting, READY, its type, no identity. Without that
 * its messages never set out: they wait for a connection that is better.
 */
const INTRODUCTION_BYTES = 104;

/**
 * Stands before a port of 127.0.0.1. `swallow` lets connections stand and come about, and forwards no more messages of
 * clients; `loseAnswerTo` cuts the connection of the next client that says such words, at the server's first one.
 */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #swallows = false;
  #fatalWords: string | undefined;

  private constructor(to: number) {
    this.#server = createServer((client) => this.#join(client, connect(to, '127.0.0.1')));
  }

  static async before(to: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(to);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  swallow(does: boolean): void {
    this.#swallows = does;
    // What was swallowed is gone: a connection with a hole in it is of no use.
    if (!does) for (const socket of this.#sockets) socket.destroy();
  }

  loseAnswerTo(words: string): void {
    this.#fatalWords = words;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(client: Socket, server: Socket): void {
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    let isCut = false;
    let heard = 0;
    client.on('data', (chunk) => {
      const introduction = chunk.subarray(0, Math.max(0, INTRODUCTION_BYTES - heard));
      heard += chunk.length;
      if (this.#swallows) return void server.write(introduction);
      if (this.#fatalWords !== undefined && chunk.includes(this.#fatalWords)) {
        this.#fatalWords = undefined;
        isCut = true;
      }
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (isCut) client.destroy();
      else client.write(chunk);
    });
  }
}
