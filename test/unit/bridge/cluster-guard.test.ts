import { ForeignClusterError } from '../../../api/cluster/index.ts';
import { createClusterGuard } from '../../../crd-bridge/observe/cluster-guard.ts';
import { exchange } from '../../../crd-bridge/observe/keep-mark.ts';
import type { ClusterMark, ClusterSighting } from '../../../workflows/contract.ts';

function world({ revision = '100', mark = { epoch: 0, highest: '0' } }: { revision?: string; mark?: ClusterMark }) {
  const now = { revision, mark, foreign: false };
  const told: ClusterSighting[] = [];
  const released = jest.fn();
  const whileRestored = jest.fn(async () => undefined);
  const guard = createClusterGuard({
    verifyClusterId: async () => {
      if (now.foreign) throw new ForeignClusterError('https://a', 'one', 'two');
    },
    revision: async () => now.revision,
    connection: { config: { server: 'https://a' } } as never,
  });
  const marks = {
    tell: async (sighting: ClusterSighting) => (told.push(sighting), now.mark),
    read: async () => now.mark,
  };
  const round = () => exchange({ guard, marks: () => marks, by: 'bridge-0', whileRestored, onReleased: released });
  return { now, told, released, whileRestored, guard, round };
}

it('holds everything until it is known how far etcd had come', async () => {
  const { guard, round, released } = world({});
  expect(guard.held()).toMatch(/not known yet/);

  await round();

  expect(guard.held()).toBeUndefined();
  expect(released).toHaveBeenCalledTimes(1);
});

it('holds when etcd is below the mark that others left', async () => {
  const { guard, round } = world({ revision: '100', mark: { epoch: 0, highest: '200' } });

  await expect(round()).rejects.toThrow(/went back in time/);

  expect(guard.held()).toMatch(/200.*100.*acknowledge-restore/);
});

it('holds when etcd is below what it saw itself, whatever Temporal knows, and tells it', async () => {
  const { now, guard, round, told, whileRestored } = world({ revision: '300' });
  await round();
  guard.saw('310');
  now.revision = '309';
  await expect(guard.verify()).rejects.toThrow(/went back in time/);
  now.revision = '400';

  await expect(round()).rejects.toThrow(/went back in time/);

  expect(told.at(-1)).toEqual({ by: 'bridge-0', epoch: 0, highest: '310', found: '309' });
  expect(whileRestored).toHaveBeenCalledTimes(1);
  expect(guard.held()).toBeDefined();
});

it('goes on when the restore was acknowledged, and only then', async () => {
  const restored = { highest: '300', found: '100', at: 't', by: 'bridge-1' };
  const { now, guard, round, told, released } = world({
    revision: '400',
    mark: { epoch: 0, highest: '300', restored },
  });
  await expect(round()).rejects.toThrow(/went back in time/);
  now.mark = { epoch: 0, highest: '300', restored };
  await expect(round()).rejects.toThrow(/went back in time/);
  expect(released).not.toHaveBeenCalled();

  now.mark = { epoch: 1, highest: '400' };
  await round();

  expect(guard.held()).toBeUndefined();
  expect(released).toHaveBeenCalledTimes(1);
  // What Temporal knows already is not told again and again.
  expect(told).toHaveLength(1);
});

it('holds behind a foreign apiserver until the known one is back', async () => {
  const { now, guard, round } = world({});
  await round();
  now.foreign = true;
  await expect(round()).rejects.toThrow(/another cluster/);
  expect(guard.held()).toMatch(/another cluster/);

  now.foreign = false;
  await round();

  expect(guard.held()).toBeUndefined();
});
