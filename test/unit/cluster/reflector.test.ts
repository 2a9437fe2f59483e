import {
  createClusterClient,
  startReflector,
  type ClusterClient,
  type Reflector,
  type ReflectorOptions,
} from '../../../api/cluster/index.ts';
import type { Resource } from '../../../api/kinds/kind.ts';
import { rack, type Rack } from '../../../api/kinds/rack.ts';
import { startScriptedApiserver, status, type Request, type ScriptedApiserver } from './scripted-apiserver.ts';

let apiserver: ScriptedApiserver;
let client: ClusterClient;
let reflector: Reflector<Rack>;
let changes: string[];
let errors: string[];
let heard: (() => void)[];

type Options = Partial<ReflectorOptions<typeof rack>>;

function start(options: Options = {}) {
  reflector = startReflector({
    client,
    kind: rack,
    onChange({ type, object }) {
      changes.push(`${type} ${object.metadata.name}@${object.metadata.resourceVersion}`);
      for (const listener of heard.splice(0)) listener();
    },
    onError: (error) => errors.push((error as Error).message),
    ...options,
    times: { backoffMs: { first: 1, max: 5 }, ...options.times },
  });
}

beforeEach(async () => {
  apiserver = await startScriptedApiserver();
  client = createClusterClient(apiserver.config);
  [changes, errors, heard] = [[], [], []];
});
afterEach(async () => {
  reflector.stop();
  client.close();
  await apiserver.close();
});

const item = (name: string, resourceVersion: number, uid = `uid-${name}`): Rack =>
  ({
    apiVersion: 'infra.tess.io/v1alpha1',
    kind: 'Rack',
    metadata: { name, uid, resourceVersion: String(resourceVersion) },
    spec: {},
  }) as Rack;
const event = (type: string, object: Resource | object) => ({ type, object });
const isWatch = ({ query }: Request) => query.get('watch') === 'true';
const isList = (request: Request) => !isWatch(request);

async function answerList(resourceVersion: number, ...items: Rack[]): Promise<void> {
  const request = await apiserver.next(isList);
  request.answer(200, { metadata: { resourceVersion: String(resourceVersion) }, items });
}

async function openWatch(): Promise<Request> {
  const request = await apiserver.next(isWatch);
  request.begin();
  return request;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => heard.push(resolve));
}

it('lists, then watches from there with bookmarks and a time of its own', async () => {
  start();
  await answerList(10, item('a', 3));
  const watch = await openWatch();
  watch.send(event('ADDED', item('b', 11)));
  watch.send(event('DELETED', item('a', 12)));
  await until(() => changes.length === 3);
  await reflector.synced;

  expect(changes).toEqual(['upsert a@3', 'upsert b@11', 'delete a@12']);
  expect(reflector.store.list().map(({ metadata }) => metadata.name)).toEqual(['b']);
  expect([watch.query.get('resourceVersion'), watch.query.get('allowWatchBookmarks')]).toEqual(['10', 'true']);
  const seconds = Number(watch.query.get('timeoutSeconds'));
  expect(seconds).toBeGreaterThanOrEqual(240);
  expect(seconds).toBeLessThanOrEqual(300);
});

it('goes on from the last bookmark when the watch ends in order', async () => {
  start();
  await answerList(10);
  const watch = await openWatch();
  watch.send(event('BOOKMARK', { metadata: { resourceVersion: '25' } }));
  watch.stream.end();

  expect((await openWatch()).query.get('resourceVersion')).toBe('25');
  expect(errors).toEqual([]);
});

it('passes over what is not newer than what is known', async () => {
  start();
  await answerList(10, item('a', 9));
  const watch = await openWatch();
  for (const version of [9, 8, 100, 99, 100]) watch.send(event('MODIFIED', item('a', version)));
  watch.send(event('ADDED', item('end', 101)));
  await until(() => changes.at(-1) === 'upsert end@101');

  expect(changes).toEqual(['upsert a@9', 'upsert a@100', 'upsert end@101']);
});

it.each([
  ['as an answer', (watch: Request) => watch.answer(410, status(410, 'Expired', 'too old'))],
  [
    'inside the stream',
    (watch: Request) => {
      watch.begin();
      watch.send(event('ERROR', status(410, 'Expired', 'too old')));
    },
  ],
])('lists again after 410 Gone %s, and tells only what changed', async (_, gone) => {
  start();
  await answerList(10, item('a', 3), item('b', 4), item('c', 5));
  gone(await apiserver.next(isWatch));
  await answerList(50, item('a', 3), item('b', 40));
  await openWatch();
  await until(() => changes.length === 5);

  expect(changes.slice(3)).toEqual(['delete c@5', 'upsert b@40']);
  expect(errors).toEqual([expect.stringContaining('too old')]);
});

it('takes any other ERROR event for the end of the watch', async () => {
  start();
  await answerList(10);
  (await openWatch()).send(event('ERROR', status(500, 'InternalError', 'etcd is slow')));
  await answerList(11);

  expect((await openWatch()).query.get('resourceVersion')).toBe('11');
  expect(errors).toEqual(['Watching racks: the apiserver ended the watch with 500: etcd is slow']);
});

it('restarts a watch that has fallen silent', async () => {
  start({ times: { silenceMs: 30 } });
  await answerList(10);
  await openWatch();
  await answerList(11, item('a', 11));
  await openWatch();

  expect(reflector.store.size).toBe(1);
  expect(errors[0]).toBe('Watching racks: neither an event nor a bookmark came for 30 ms.');
});

it('lists again when the connection was lost: behind another may be an older etcd', async () => {
  start();
  await answerList(1000, item('a', 900), item('b', 901));
  await openWatch();
  apiserver.sockets[0]?.destroy();
  await answerList(500, item('a', 400));
  const watch = await openWatch();
  watch.send(event('MODIFIED', item('a', 501)));
  await until(() => changes.at(-1) === 'upsert a@501');

  expect(changes.slice(2)).toEqual(['delete b@901', 'upsert a@400', 'upsert a@501']);
});

it('lists again when a watch that ended in order would go on over another connection', async () => {
  start();
  await answerList(1000, item('a', 900));
  const watch = await openWatch();
  apiserver.sessions[0]?.goaway();
  watch.stream.end();
  (await apiserver.next(isWatch)).begin();
  await answerList(500, item('a', 400));

  expect((await openWatch()).query.get('resourceVersion')).toBe('500');
});

it('makes no list while it is told not to, and keeps what it has', async () => {
  let foreign = false;
  const refused = new Promise<void>((resolve) => {
    start({
      beforeList: async () => (foreign ? Promise.reject(new Error('another cluster')) : undefined),
      onError: (error) => void ((error as Error).message === 'another cluster' && resolve()),
    });
  });
  await answerList(10, item('a', 3));
  foreign = true;
  (await openWatch()).send(event('ERROR', status(500, 'InternalError')));
  await refused;
  expect(reflector.store.size).toBe(1);

  foreign = false;
  await answerList(20);
  await openWatch();

  expect(reflector.store.size).toBe(0);
});

it('goes on when a handler throws', async () => {
  let calls = 0;
  start({
    onChange() {
      calls += 1;
      for (const listener of heard.splice(0)) listener();
      throw new Error('handler');
    },
  });
  await answerList(10, item('a', 3));
  (await openWatch()).send(event('ADDED', item('b', 11)));
  await until(() => calls === 2);

  expect(reflector.store.size).toBe(2);
});

describe('an object just written', () => {
  it('is shown at once, and not again by the watch', async () => {
    start();
    await answerList(10, item('a', 3));
    const watch = await openWatch();
    reflector.observe(item('a', 11));
    watch.send(event('MODIFIED', item('a', 11)));
    watch.send(event('ADDED', item('end', 12)));
    await until(() => changes.at(-1) === 'upsert end@12');

    expect(changes).toEqual(['upsert a@3', 'upsert a@11', 'upsert end@12']);
  });

  it('survives a list that was asked for before it', async () => {
    start();
    const list = await apiserver.next(isList);
    reflector.observe(item('new', 12));
    list.answer(200, { metadata: { resourceVersion: '10' }, items: [] });
    await openWatch();

    expect(reflector.store.get({ name: 'new' })).toBeDefined();
  });

  it('does not come back once its deletion was seen', async () => {
    start();
    await answerList(10, item('a', 3));
    (await openWatch()).send(event('DELETED', item('a', 12)));
    await until(() => changes.length === 2);

    reflector.observe(item('a', 11));

    expect(reflector.store.size).toBe(0);
  });
});
