/** What proves who we are, as headers, and what of it must never stand in a text. */
export interface Authentication {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

export interface Login {
  username: string;
  password: string;
}

export function basicAuthentication({ username, password }: Login): Authentication {
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  return { headers: { authorization: `Basic ${encoded}` }, secrets: [encoded, password] };
}

/** `tokenAuthentication('x-api-key', key)`, `tokenAuthentication('authorization', token, 'Token ')` */
export function tokenAuthentication(header: string, token: string, prefix = ''): Authentication {
  return { headers: { [header]: `${prefix}${token}` }, secrets: [token] };
}
