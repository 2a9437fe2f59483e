import { createClusterClient, type ClusterClient } from '../../../api/cluster/index.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { rack } from '../../../api/kinds/rack.ts';
import { startScriptedApiserver, status, type Request, type ScriptedApiserver } from './scripted-apiserver.ts';

let apiserver: ScriptedApiserver;
let client: ClusterClient;

async function start(onRequest: (request: Request) => void) {
  apiserver = await startScriptedApiserver(onRequest);
  client = createClusterClient(apiserver.config);
}

afterEach(async () => {
  client.close();
  await apiserver.close();
});

const REF = { namespace: 'default', name: 'web-1' };
const PATH = '/apis/compute.tess.io/v1alpha1/namespaces/default/computenodes/web-1';

it.each([
  ['the apiserver says NotFound', 404, status(404, 'NotFound'), undefined],
  ['the CRD is missing', 404, '404 page not found\n', { status: 404, reason: 'NoStatus' }],
  ['a proxy answers', 404, '<html>', { status: 404, reason: 'NoStatus' }],
  ['it is forbidden', 403, status(403, 'Forbidden'), { status: 403, reason: 'Forbidden' }],
])('absence is believed only from the apiserver: %s', async (_, code, body, error) => {
  await start((request) => request.answer(code, body));

  const reading = client.get(computeNode, REF);

  if (error) await expect(reading).rejects.toMatchObject(error);
  else await expect(reading).resolves.toBeUndefined();
  expect(apiserver.requests[0]?.path).toBe(PATH);
});

it('lists page by page', async () => {
  const page = (names: string[], next?: string) => ({
    metadata: { resourceVersion: '7', continue: next },
    items: names.map((name) => ({ metadata: { name } })),
  });
  await start(({ query, answer }) =>
    answer(200, query.get('continue') === null ? page(['a', 'b'], 'more') : page(['c'])),
  );

  const { items, resourceVersion } = await client.list(rack, { limit: 2, labelSelector: 'x=y' });

  expect(items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
  expect(resourceVersion).toBe('7');
  expect(apiserver.requests[1]?.query.toString()).toBe('labelSelector=x%3Dy&limit=2&continue=more');
});

it('writes a status by server-side apply, fenced by the resourceVersion', async () => {
  const bodies: string[] = [];
  await start(({ stream, answer }) => {
    stream.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
    stream.on('end', () => answer(200, {}));
  });

  await client.applyStatus(computeNode, {
    metadata: { ...REF, resourceVersion: '9', uid: 'u' },
    status: { observedGeneration: 1 },
  });

  const [request] = apiserver.requests;
  expect([request?.path, request?.query.toString()]).toEqual([`${PATH}/status`, 'fieldManager=bedplate&force=true']);
  expect(request?.headers['content-type']).toBe('application/apply-patch+yaml');
  expect(JSON.parse(bodies.join(''))).toMatchObject({
    kind: 'ComputeNode',
    metadata: { name: 'web-1', resourceVersion: '9' },
  });
});

it('deletes only the object of that uid, and takes absence for done', async () => {
  await start((request) => request.answer(404, status(404, 'NotFound')));

  await expect(client.delete(computeNode, REF, { uid: 'u' })).resolves.toBe('gone');
});

it('waits for a cluster that is being made, asks for its id once, and notices another one', async () => {
  const ids = [undefined, 'one', 'one', 'two'];
  await start((request) => {
    const uid = ids.shift();
    if (uid === undefined) request.answer(404, status(404, 'NotFound'));
    else request.answer(200, { metadata: { uid } });
  });

  await expect(client.clusterId()).resolves.toBe('one');
  await expect(client.clusterId()).resolves.toBe('one');
  await expect(client.verifyClusterId()).resolves.toBeUndefined();

  await expect(client.verifyClusterId()).rejects.toThrow('another cluster now (kube-system has uid two, was one)');
});

it('refuses a namespaced kind without a namespace before it asks', async () => {
  await start(() => undefined);

  expect(() => client.get(computeNode, { name: 'web-1' })).toThrow('ComputeNode web-1 needs a namespace.');
});
