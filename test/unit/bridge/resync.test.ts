import { createSaid } from '../../../crd-bridge/act/said.ts';
import { refOf } from '../../../api/ref-of.ts';
import { resync, type ResyncOptions } from '../../../crd-bridge/resync.ts';
import { computeNodeWorkflowId } from '../../../workflows/contract.ts';
import { node, provider } from './objects.ts';

const desire = { generation: 1, delete: false, pausedBySpec: false, why: 'w' };
const [running, lost, fresh] = ['running', 'lost', 'fresh'].map((name) => node({ name }));
const lostProvider = provider();
const bare = node({ name: 'bare', finalizers: [] });
const all = [running, lost, fresh, bare, lostProvider].flatMap((each) => each ?? []);

function optionsOf(overrides: Partial<ResyncOptions> = {}) {
  const said = createSaid();
  const looked: string[] = [];
  const options: ResyncOptions = {
    seconds: 300,
    verifyCluster: async () => undefined,
    objects: (kind) => all.filter((each) => each.kind === kind),
    workflows: () => ({
      openIds: async () => {
        said.remember('uid-fresh', desire);
        return new Set(running ? [computeNodeWorkflowId(refOf(running))] : []);
      },
      desire: async () => 'told',
      wake: async () => 'woken',
      look: async () => undefined,
    }),
    said,
    missingWorkflows: new Set(['uid-from-before']),
    lookAtAll: () => looked.push('all'),
    lookAt: ({ metadata }) => looked.push(metadata.name),
    lookForLost: async () => undefined,
    onError: () => undefined,
    ...overrides,
  };
  return { options, looked };
}

it('finds nodes and providers whose workflow is not open, but for those told something since, and those without our finalizer', async () => {
  const { options, looked } = optionsOf();

  await resync(options);

  expect(looked).toEqual(['all', 'lost', 'native']);
  expect([...options.missingWorkflows]).toEqual(['uid-lost', 'uid-native']);
});

it('forgets what was said, so that what is not reflected is said again', async () => {
  const { options } = optionsOf();
  options.said.remember('uid-running', desire);

  await resync(options);

  expect(options.said.of('uid-running')).toBeUndefined();
});

it('touches nothing behind a foreign apiserver', async () => {
  const { options, looked } = optionsOf({ verifyCluster: async () => Promise.reject(new Error('another cluster')) });

  await expect(resync(options)).rejects.toThrow('another cluster');

  expect(looked).toEqual([]);
});

it('looks at everything although Temporal was never reached', async () => {
  const { options, looked } = optionsOf({ workflows: () => undefined });

  await resync(options);

  expect(looked).toEqual(['all']);
});
