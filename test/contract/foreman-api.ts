import type { Simulated } from './simulated.ts';

/** As somebody else who uses the same Foreman. */
export async function callForeman(
  simulated: Simulated,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { username, password } = simulated.credentials.foreman;
  const reply = await fetch(simulated.urls.foreman + path, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return JSON.parse(text);
}

export async function plantHost(
  simulated: Simulated,
  fqdn: string,
  mac: string,
  mark?: string,
  ip?: string,
): Promise<void> {
  const parameters = mark === undefined ? [] : [{ name: 'bedplate_owner', value: mark, parameter_type: 'string' }];
  const host = { name: fqdn, mac, ...(ip && { ip }), managed: false, host_parameters_attributes: parameters };
  await callForeman(simulated, 'POST', '/api/hosts', { host });
}
