/** A host that somebody else made in Foreman by hand. */
export async function createForeignHost(foreman: string, fqdn: string): Promise<{ remove(): Promise<void> }> {
  const headers = {
    authorization: `Basic ${Buffer.from('admin:changeme').toString('base64')}`,
    'content-type': 'application/json',
    accept: 'application/json;version=2',
  };
  async function call(method: string, path: string, body?: unknown): Promise<{ results?: { id: number }[] }> {
    const response = await fetch(`${foreman}/api${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as { results?: { id: number }[] };
  }
  const first = async (path: string) => (await call('GET', path)).results?.[0]?.id;
  const organization_id = await first('/organizations');
  const location_id = await first('/locations');
  await call('POST', '/hosts', { host: { name: fqdn, managed: false, organization_id, location_id } });
  return { remove: async () => void (await call('DELETE', `/hosts/${fqdn}`)) };
}
