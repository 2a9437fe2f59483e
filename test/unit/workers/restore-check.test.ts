import { createRevisionMemory } from '../../../api/cluster/index.ts';
import { createRestoreCheck } from '../../../workers/restore-check.ts';
import type { ClusterMark } from '../../../workflows/contract.ts';

function checkAt(start: { revision: string; mark?: ClusterMark; holdsMs?: number }) {
  const now = { ...start, opened: 1 };
  const readMark = jest.fn(async () => now.mark);
  const client = {
    revision: async () => now.revision,
    connection: { opened: () => now.opened, config: { server: 'https://a' } },
  } as never;
  const memory = createRevisionMemory(client);
  return {
    now,
    memory,
    readMark,
    check: createRestoreCheck({ client, memory, readMark, holdsMs: start.holdsMs ?? 0 }),
  };
}

it('passes while etcd goes on, also where no mark is kept yet', async () => {
  await checkAt({ revision: '100' }).check();
  await checkAt({ revision: '100', mark: { epoch: 0, highest: '100' } }).check();
});

it.each<[string, ClusterMark]>([
  ['is below the mark', { epoch: 0, highest: '200' }],
  [
    'was found below the mark, and has come past it since',
    { epoch: 0, highest: '90', restored: { highest: '90', found: '10', at: 't', by: 'b' } },
  ],
])('refuses when etcd %s', async (_, mark) => {
  await expect(checkAt({ revision: '100', mark }).check()).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringMatching(/Nothing is claimed.*went back in time/) as string,
  });
});

it('refuses what is below its own memory before anybody else knows, and passes after the acknowledgement', async () => {
  const { now, memory, check } = checkAt({ revision: '100', mark: { epoch: 0, highest: '50' } });
  memory.saw('101');
  await expect(check()).rejects.toMatchObject({ type: 'Unavailable' });

  now.mark = { epoch: 1, highest: '100' };
  await check();
});

it('believes an answer for a moment, unless the connection was lost', async () => {
  const { now, check, readMark } = checkAt({ revision: '100', holdsMs: 60_000 });
  await check();
  await check();
  expect(readMark).toHaveBeenCalledTimes(1);

  now.opened = 2;
  await check();
  expect(readMark).toHaveBeenCalledTimes(2);
});
