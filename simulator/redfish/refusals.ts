import { json, type HttpReply, type Touched } from '../http/message.ts';

/** Redfish's error shape. */
export function redfishError(status: number, code: string, message: string, touched?: Touched): HttpReply {
  const info = { '@odata.type': '#Message.v1_0_0.Message', MessageId: code, Message: message, Severity: 'Critical' };
  return json(status, { error: { code, message, '@Message.ExtendedInfo': [info] } }, touched);
}

export function unknownSystem(uuid: string): HttpReply {
  return redfishError(404, 'Base.1.0.GeneralError', `Unable to find the system ${uuid}`);
}
