import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Stands before a port of 127.0.0.1. `swallow` lets connections stand and forwards nothing more of what clients say;
 * `loseAnswerTo` cuts the connection of the next client that says such words, at the server's first one.
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
    client.on('data', (chunk) => {
      if (this.#swallows) return;
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
