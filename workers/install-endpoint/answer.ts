/** What a machine gets, and what our log says of it. */
export interface Answer {
  status: 200 | 204 | 403 | 404 | 409 | 422;
  body: string;
  /** For the log: what was done, or why it was not. It holds no token. */
  reason: string;
}

/** Why a request goes no further. Callers with a wrong token learn nothing; the log does. */
export type Refusal = Answer & { status: 403 | 404 | 409 | 422 };

export function forbidden(reason: string): Refusal {
  return { status: 403, body: 'This token permits nothing here.\n', reason };
}

export function notFound(reason: string): Refusal {
  return { status: 404, body: 'There is no such asset.\n', reason };
}

export function conflict(reason: string): Refusal {
  return { status: 409, body: `Refused: ${reason}.\n`, reason };
}

export function unprocessable(reason: string): Refusal {
  return { status: 422, body: `${reason}\n`, reason };
}
