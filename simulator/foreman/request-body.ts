import type { HttpRequest } from '../http/message.ts';
import { objectOf, parseJson, type JsonObject } from '../storage/json.ts';
import { missingParameter } from './refusals.ts';

/** The attributes under the wrapping key; Rails wraps a bare body itself. */
export function wrapped(request: HttpRequest, singular: string): JsonObject {
  const parsed = parseJson(request.body === '' ? '{}' : request.body);
  const body = parsed.ok ? objectOf(parsed.value) : {};
  const inner = singular in body ? objectOf(body[singular]) : body;
  if (Object.keys(inner).length === 0) throw missingParameter(singular);
  return inner;
}
