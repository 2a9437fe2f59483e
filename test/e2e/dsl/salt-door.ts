import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { eventually } from './eventually.ts';

/** One call of the worker's to salt-api, with its answer once there is one. */
export interface SaltCallSeen {
  client: string;
  fun: string;
  jid?: string;
  answer?: unknown;
}

export interface Held {
  /** A call was stopped here. */
  reached(): Promise<SaltCallSeen>;
  /** It goes on, whether or not somebody still waits for its answer. */
  pass(): void;
  /** It never arrives, or its answer does not. */
  drop(): void;
}

interface Trap {
  at: 'request' | 'answer';
  isMeant(call: SaltCallSeen): boolean;
  caught?: SaltCallSeen;
  end(isPassed: boolean): void;
  ended: Promise<boolean>;
}

/** Stands before salt-api, reads what is said in plain text, and stops a call where a test wants it stopped. */
export class SaltDoor {
  readonly #to: string;
  readonly #server: Server;
  readonly #traps = new Set<Trap>();
  /** Calls that found nobody behind the door. */
  unanswered = 0;

  private constructor(to: string) {
    this.#to = to;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async before(url: string): Promise<SaltDoor> {
    const door = new SaltDoor(url);
    await new Promise<void>((resolve) => door.#server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  /** Stops the next call that is meant, before Salt hears of it or before its answer is heard. */
  stopNext(at: Trap['at'], what: string, isMeant: Trap['isMeant']): Held {
    let end: Trap['end'] = () => undefined;
    const ended = new Promise<boolean>((resolve) => (end = resolve));
    const trap: Trap = { at, isMeant, end, ended };
    this.#traps.add(trap);
    return {
      reached: () => eventually(`the ${at} of ${what}`, async () => trap.caught),
      pass: () => end(true),
      drop: () => end(false),
    };
  }

  /** Whatever is or would be stopped goes on. */
  open(): void {
    for (const { end } of this.#traps) end(true);
    this.#traps.clear();
  }

  async close(): Promise<void> {
    for (const { end } of this.#traps) end(false);
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const call = request.url === '/' ? callIn(body) : { client: '', fun: request.url ?? '' };
      if (!(await this.#passes('request', call))) return void response.destroy();
      const answer = await this.#forward(request, body);
      if (!(await this.#passes('answer', { ...call, answer: answerIn(answer.text) }))) return void response.destroy();
      response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.text);
    } catch {
      this.unanswered += 1;
      response.destroy();
    }
  }

  async #forward({ method, url, headers }: IncomingMessage, body: string) {
    const kept = ['accept', 'content-type', 'x-auth-token'].flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    });
    const reply = await fetch(this.#to + (url ?? ''), { method, headers: kept, ...(body !== '' && { body }) });
    return { status: reply.status, type: reply.headers.get('content-type') ?? '', text: await reply.text() };
  }

  async #passes(at: Trap['at'], call: SaltCallSeen): Promise<boolean> {
    const trap = [...this.#traps].find((one) => one.at === at && !one.caught && one.isMeant(call));
    if (!trap) return true;
    trap.caught = call;
    const isPassed = await trap.ended;
    this.#traps.delete(trap);
    return isPassed;
  }
}

function callIn(body: string): SaltCallSeen {
  const [{ client, fun, jid }] = JSON.parse(body) as [SaltCallSeen];
  return { client, fun, ...(jid !== undefined && { jid }) };
}

function answerIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { return: unknown[] }).return[0];
  } catch {
    return undefined;
  }
}

export const isSubmit = ({ client, fun }: SaltCallSeen) => client === 'local_async' && fun === 'state.apply';

export const isPoll = ({ client, fun }: SaltCallSeen) => client === 'runner' && fun === 'jobs.list_job';

/** By its answer: some minions of a job have not returned yet; or all have. */
export function hasReturned(which: 'some' | 'all'): (call: SaltCallSeen) => boolean {
  return (call) => {
    const { Minions = [], Result = {} } = (call.answer ?? {}) as { Minions?: string[]; Result?: object };
    const isThrough = Object.keys(Result).length === Minions.length;
    return isPoll(call) && Minions.length > 0 && isThrough === (which === 'all');
  };
}
