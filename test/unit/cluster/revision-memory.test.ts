import { createRevisionMemory, RestoredClusterError } from '../../../api/cluster/index.ts';

function memoryAt(revisions: string[]) {
  const asked: (() => void)[] = [];
  const client = {
    revision: async () => {
      for (const act of asked.splice(0)) act();
      return revisions.shift() ?? 'none';
    },
    connection: { config: { server: 'https://a' } },
  };
  return { memory: createRevisionMemory(client as never), whileAsked: (act: () => void) => asked.push(act) };
}

it('is content with an etcd that stands still or goes on, whatever the number of digits', async () => {
  const { memory } = memoryAt(['99', '99', '100']);
  memory.saw('98');

  for (let i = 0; i < 3; i += 1) await memory.verify();

  expect(memory.highest).toBe('100');
});

it('notices an etcd that is below what was seen, by however little, and keeps what it knew', async () => {
  const { memory } = memoryAt(['999']);
  memory.saw('1000');

  await expect(memory.verify()).rejects.toMatchObject({ highest: '1000', found: '999' });

  expect(memory.highest).toBe('1000');
});

it('is not fooled by what is seen while the answer is under way', async () => {
  const { memory, whileAsked } = memoryAt(['100']);
  memory.saw('90');
  whileAsked(() => memory.saw('110'));

  await memory.verify();

  expect(memory.highest).toBe('110');
});

it('takes over a mark of others, and after an acknowledged restore in place of its own', async () => {
  const { memory } = memoryAt(['500']);
  memory.learn({ epoch: 0, highest: '1000' });
  memory.learn({ epoch: 0, highest: '900' });
  expect(memory.highest).toBe('1000');
  await expect(memory.verify()).rejects.toThrow(RestoredClusterError);

  memory.learn({ epoch: 1, highest: '500' });
  memory.learn({ epoch: 0, highest: '1000' });

  expect([memory.epoch, memory.highest]).toEqual([1, '500']);
});
