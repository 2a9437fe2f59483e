import { SharedWork } from '../../../activities/adapters/shared-work.ts';

describe('SharedWork', () => {
  it('does the work once for all who ask while it runs, and for a while after', async () => {
    const shared = new SharedWork<number>(60_000);
    let done = 0;
    const work = async () => (done += 1);

    const together = await Promise.all([shared.get('a', work), shared.get('a', work)]);
    const later = await shared.get('a', work);

    expect([...together, later, await shared.get('b', work)]).toEqual([1, 1, 1, 2]);
  });

  it('does it again when it failed, was forgotten or is old', async () => {
    const shared = new SharedWork<number>(0);
    let done = 0;
    const work = async () => (done += 1);

    await expect(shared.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await shared.get('a', work);
    await shared.get('a', work);
    shared.clear();
    await shared.get('a', work);

    expect(done).toBe(3);
  });
});
