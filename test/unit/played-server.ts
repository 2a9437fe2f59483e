import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An HTTP server on this machine that answers as a test says, and remembers what it was asked. */
export class PlayedServer {
  readonly asked: Asked[] = [];
  /** One that does nothing leaves the caller without an answer. */
  answer: (response: ServerResponse, asked: Asked) => void = (response) => void response.end();
  url = '';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request;
        this.asked.push({ method, path, headers, body });
        this.answer(response, { method, path, headers, body });
      });
    });
  }

  static async start(): Promise<PlayedServer> {
    const played = new PlayedServer();
    await new Promise<void>((resolve) => played.#server.listen(0, '127.0.0.1', resolve));
    played.url = `http://127.0.0.1:${(played.#server.address() as AddressInfo).port}`;
    return played;
  }

  /** From now on, with nothing asked yet. */
  answers(status: number, body?: unknown, contentType = 'application/json'): void {
    this.asked.length = 0;
    this.answer = (response) => {
      response.writeHead(status, { 'content-type': contentType });
      response.end(contentType === 'application/json' ? JSON.stringify(body) : body);
    };
  }

  hangs(): void {
    this.answer = () => undefined;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
