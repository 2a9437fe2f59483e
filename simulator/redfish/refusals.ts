import { json, type HttpReply, type Touched } from '../http/message.ts';

/** Redfish's error shape. */
export function redfishError(status: number, code: string, message: string, touched?: Touched): HttpReply {
  const info = { '@odata.type': '#Message.v1_0_0.Message', MessageId: code, Message: message, Severity: 'Critical' };
  return json(status, { error: { code, message, '@Message.ExtendedInfo': [info] } }, touched);
}

const nothingSaid = 'A general error has occurred. See ExtendedInfo for more information.';

/** The refusal as most BMCs send it: what went wrong stands in the extended information alone. */
export function withoutWords(reply: HttpReply): HttpReply {
  if (reply.status < 400) return reply;
  const { error } = JSON.parse(reply.body) as { error: object };
  return { ...reply, body: JSON.stringify({ error: { ...error, message: nothingSaid } }) };
}

export function unknownSystem(uuid: string): HttpReply {
  return redfishError(404, 'Base.1.0.GeneralError', `Unable to find the system ${uuid}`);
}
