import { Http } from '../../../activities/http/http.ts';
import { askPlanner, type PlannerDeps, type PlannerQuestion } from '../../../activities/rollout/planner.ts';
import { PlayedServer } from '../played-server.ts';

let server: PlayedServer;
beforeAll(async () => {
  server = await PlayedServer.start();
});
afterAll(() => server.close());

const node = (name: string) => ({ name, labels: { 'topology.tess.io/rack': 'r1' } });
const question: PlannerQuestion = {
  deployment: 'web',
  fromCommit: null,
  toCommit: 'b'.repeat(40),
  nodes: [node('web-10'), node('web-2'), node('web-1')],
};
const deps: PlannerDeps = { http: new Http(), secret: async (name, key) => `${name}-${key}` };
const ask = (webhook: object = {}) =>
  askPlanner({ url: `${server.url}/plan?key=hush`, timeout: '5s', ...webhook }, question, deps);
const first = (more: object = {}) => ({ buckets: [{ name: 'first', nodes: ['web-1'], ...more }] });

test('it is asked as docs/planner.md says: nodes by name, with the token of the Secret', async () => {
  server.answers(200, { buckets: [] });
  await ask({ tokenSecretRef: { name: 'planner' } });
  expect(server.asked).toMatchObject([
    { method: 'POST', path: '/plan?key=hush', headers: { authorization: 'Bearer planner-token' } },
  ]);
  const [{ headers, body } = { headers: {}, body: '' }] = server.asked;
  expect(headers['content-type']).toMatch(/^application\/json/);
  expect(JSON.parse(body)).toEqual({ ...question, nodes: [node('web-1'), node('web-2'), node('web-10')] });
});

test('without a Secret it is asked without a token', async () => {
  server.answers(200, { buckets: [] });
  await ask();
  expect(server.asked[0]?.headers.authorization).toBeUndefined();
});

test('its buckets come in its order, with what it says of them', async () => {
  const last = { name: 'last', nodes: ['web-10', 'web-2'] };
  server.answers(200, { buckets: [...first({ soak: '1h', maxUnavailable: 1 }).buckets, last] });
  await expect(ask()).resolves.toEqual([
    { name: 'first', nodes: [node('web-1')], soak: '1h', maxUnavailable: 1 },
    { name: 'last', nodes: [node('web-10'), node('web-2')] },
  ]);
});

it.each<[string, number, unknown, string, RegExp]>([
  ['no answer to build on', 500, {}, 'Unavailable', /answered 500, not 200/],
  ['too many questions', 429, {}, 'Unavailable', /answered 429/],
  ['a wrong path', 404, {}, 'InvalidInput', /\/plan answered 404/],
  ['another status that is well', 204, undefined, 'InvalidInput', /answered 204, not 200/],
  ['no buckets', 200, {}, 'InvalidInput', /no buckets: buckets:/],
  ['no JSON', 200, 'hello', 'InvalidInput', /no buckets: body:/],
  ['a name that is none', 200, first({ name: 'a b' }), 'InvalidInput', /buckets\.0\.name: /],
  ['a soak that is none', 200, first({ soak: 'long' }), 'InvalidInput', /buckets\.0\.soak: /],
  ['nodes at a time that are none', 200, first({ maxUnavailable: 0 }), 'InvalidInput', /buckets\.0\.maxUnavailable: /],
  ['a node of somebody else', 200, first({ nodes: ['db-1'] }), 'InvalidInput', /node db-1 into first that it was not/],
])('%s', async (_, status, body, type, words) => {
  server.answers(status, body);
  const refusal = await ask().catch((error: unknown) => error);
  expect(refusal).toMatchObject({ type, message: expect.stringMatching(words) as string });
  // What stands in the query may be a secret.
  expect((refusal as Error).message).not.toContain('hush');
});

test('one that does not answer in its time is asked again by and by', async () => {
  server.hangs();
  await expect(ask({ timeout: '1s' })).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringMatching(/can't be asked/) as string,
  });
});
