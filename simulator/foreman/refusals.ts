import { json, type HttpReply } from '../http/message.ts';

/** Messages by attribute, as Rails validations give them, e.g. `{"name": ["has already been taken"]}`. */
export type ValidationErrors = Record<string, string[]>;

/** Foreman answers errors in several shapes; each has its function here (contracts 1.2). */
export class ForemanRefusal extends Error {
  readonly reply: HttpReply;

  constructor(reply: HttpReply) {
    super(`Foreman refuses: ${reply.status}`);
    this.reply = reply;
  }
}

export function invalid(errors: ValidationErrors, id: number | null = null): ForemanRefusal {
  const full = Object.entries(errors).flatMap(([attribute, messages]) =>
    messages.map((message) => (attribute === 'base' ? message : `${humanize(attribute)} ${message}`)),
  );
  return new ForemanRefusal(json(422, { error: { id, errors, full_messages: full } }));
}

export function unprocessable(message: string): ForemanRefusal {
  return new ForemanRefusal(json(422, { error: { message } }));
}

/** The odd one: `error` is a bare string. */
export function unprocessableText(error: string): ForemanRefusal {
  return new ForemanRefusal(json(422, { error }));
}

export function notFound(resource: string, id: string): ForemanRefusal {
  return new ForemanRefusal(json(404, { error: { message: `Resource ${resource} not found by id '${id}'` } }));
}

export function bareNotFound(message: string): ForemanRefusal {
  return new ForemanRefusal(json(404, { message }));
}

export function missingParameter(name: string): ForemanRefusal {
  const error = { message: `Missing parameter ${name}`, class: 'Apipie::ParamMissing', parameter_name: name };
  return new ForemanRefusal(json(400, { error }));
}

export function badRequest(message: string): ForemanRefusal {
  return new ForemanRefusal(json(400, { error: { message } }));
}

function humanize(attribute: string): string {
  const words = attribute.replace(/_id$/, '').replace(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
