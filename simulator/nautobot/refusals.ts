import { json, type HttpReply } from '../http/message.ts';

/** Messages by field, or under `__all__` (model rules) or `non_field_errors` (uniqueness seen by the serializer). */
export type ApiErrors = Record<string, string[]>;

export class NautobotRefusal extends Error {
  readonly reply: HttpReply;

  constructor(status: number, body: unknown) {
    super(`Nautobot refuses: ${status}`);
    this.reply = json(status, body);
  }
}

export function invalid(errors: ApiErrors): NautobotRefusal {
  return new NautobotRefusal(400, errors);
}

export function noMatch(verbose: string): NautobotRefusal {
  return new NautobotRefusal(404, { detail: `No ${verbose} matches the given query.` });
}
