import { json, type HttpReply } from '../http/message.ts';
import type { TrapId } from '../traps/registry.ts';
import type { Traps } from '../traps/traps.ts';

/** Messages by attribute, as Rails validations give them, e.g. `{"name": ["has already been taken"]}`. */
export type ValidationErrors = Record<string, string[]>;

/** Foreman answers errors in several shapes; each has its function here (contracts 1.2). */
export class ForemanRefusal extends Error {
  readonly #status: number;
  readonly #body: object;
  readonly #plain: object;
  readonly #trap: TrapId | null;

  /** With the trap off, the body is one plain shape. */
  constructor(status: number, body: object, trap: TrapId | null = null, plain: object = body) {
    super(`Foreman refuses: ${status}`);
    this.#status = status;
    this.#body = body;
    this.#plain = plain;
    this.#trap = trap;
  }

  replyWith(traps: Traps): HttpReply {
    const isOdd = this.#trap === null || traps.isOn(this.#trap);
    return json(this.#status, isOdd ? this.#body : this.#plain);
  }
}

export function invalid(errors: ValidationErrors, id: number | null = null): ForemanRefusal {
  const full = Object.entries(errors).flatMap(([attribute, messages]) =>
    messages.map((message) => (attribute === 'base' ? message : `${humanize(attribute)} ${message}`)),
  );
  const plain = { error: { message: full.join(', ') } };
  return new ForemanRefusal(422, { error: { id, errors, full_messages: full } }, 'foreman.error-is-a-map', plain);
}

/** One of the proxies for DHCP, DNS or TFTP did not do its part. */
export function proxyFailure(): ForemanRefusal {
  const words = 'Create DHCP Settings for the host task failed: connection to the smart proxy timed out';
  const errors = { base: [words], conflict: [words] };
  const body = { error: { id: null, errors, full_messages: [words] } };
  return new ForemanRefusal(422, body, 'foreman.proxy-failure-is-a-422', { error: { message: words } });
}

export function unprocessable(message: string): ForemanRefusal {
  const plain = { error: { id: null, errors: { reference: ['is unknown'] }, full_messages: ['Reference is unknown'] } };
  return new ForemanRefusal(422, { error: { message } }, 'foreman.error-is-a-message', plain);
}

/** The odd one: `error` is a bare string. */
export function unprocessableText(error: string): ForemanRefusal {
  return new ForemanRefusal(422, { error }, 'foreman.error-is-a-string', { error: { message: error } });
}

export function notFound(resource: string, id: string): ForemanRefusal {
  return new ForemanRefusal(404, { error: { message: `Resource ${resource} not found by id '${id}'` } });
}

export function bareNotFound(message: string): ForemanRefusal {
  return new ForemanRefusal(404, { message }, 'foreman.message-without-error', { error: { message } });
}

export function missingParameter(name: string): ForemanRefusal {
  const error = { message: `Missing parameter ${name}`, class: 'Apipie::ParamMissing', parameter_name: name };
  return new ForemanRefusal(400, { error });
}

export function badRequest(message: string): ForemanRefusal {
  return new ForemanRefusal(400, { error: { message } });
}

function humanize(attribute: string): string {
  const words = attribute.replace(/_id$/, '').replace(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
