import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterClient, createClusterClient, loadClusterConfig } from '../../api/cluster/index.ts';
import { kinds } from '../../api/kinds/index.ts';
import { API_VERSION } from '../../api/groups.ts';
import { type Stack, startStack } from '../../hack/stack/stack.ts';
import { badEdits } from '../unit/api/bad-edits.ts';
import { badInputs } from '../unit/api/bad-input.ts';
import { good, type Manifest } from '../unit/api/good-input.ts';

let stack: Stack;
let cluster: ClusterClient;
const stateDir = mkdtempSync(join(tmpdir(), 'bedplate-e2e-'));

beforeAll(async () => {
  stack = await startStack({ stateDir, parts: ['etcd', 'apiserver'] });
  cluster = createClusterClient(loadClusterConfig({ path: stack.file.kubeconfig }));
}, 180_000);
afterAll(async () => {
  cluster.close();
  await stack.stop();
  rmSync(stateDir, { recursive: true, force: true });
}, 60_000);

function collection(object: Manifest): string {
  const kind = kinds.find((known) => known.kind === object.kind);
  if (!kind) throw new Error(`No such kind: ${object.kind}`);
  const namespace = kind.namespaced ? '/namespaces/default' : '';
  return `/apis/${kind.group}/${API_VERSION}${namespace}/${kind.plural}`;
}

const create = (object: Manifest, query = '') =>
  cluster.raw({ method: 'POST', path: `${collection(object)}${query}`, body: object });

/** The apiserver's refusal, in its words; throws when it accepted. */
async function refusal(answer: Promise<unknown>): Promise<string> {
  const accepted = Symbol('accepted');
  const result = await answer.then(
    () => accepted,
    (error: unknown) => error,
  );
  if (result === accepted) throw new Error('The apiserver accepted it.');
  return result instanceof Error ? result.message : String(result);
}

test.each(Object.entries(good))('accepts a full %s', async (_name, object) => {
  await create(object, '?dryRun=All&fieldValidation=Strict');
});

test.each(badInputs.map((bad) => [bad.name, bad] as const))('refuses %s', async (_name, { object, field, words }) => {
  const said = await refusal(create(object, '?dryRun=All&fieldValidation=Strict'));
  expect(said).toContain(words);
  expect(said).toContain(field);
});

test.each(badEdits.map((bad) => [bad.name, bad] as const))(
  'refuses to change %s',
  async (name, { before, after, field, words }) => {
    const unique = `edit-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 50).replace(/-+$/, '');
    const stored = (await create({ ...before, metadata: { ...before.metadata, name: unique } })) as Manifest;
    const changed = { ...after, metadata: stored.metadata };
    const path = `${collection(before)}/${unique}?dryRun=All`;

    const said = await refusal(cluster.raw({ method: 'PUT', path, body: changed }));

    expect(said).toContain(words);
    expect(said).toContain(field);
  },
);
