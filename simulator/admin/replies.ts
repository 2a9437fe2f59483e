import type { z } from 'zod';
import { json, type HttpReply, type HttpRequest } from '../http/message.ts';
import { parseJson } from '../storage/json.ts';

export function withBody<T extends z.ZodType>(
  request: HttpRequest,
  schema: T,
  use: (body: z.output<T>) => HttpReply,
): HttpReply {
  const parsed = parseJson(request.body === '' ? '{}' : request.body);
  if (!parsed.ok) return json(400, { error: parsed.reason });
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return use(checked.data);
  const problems = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return json(400, { error: problems.join('; ') });
}

export function notFound(error: string): HttpReply {
  return json(404, { error });
}
