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

  it('lets go of a caller who is cancelled, and goes on for the others', async () => {
    const cancel = new AbortController();
    const reason = new Error('cancelled');
    let caller: AbortSignal | undefined = cancel.signal;
    const shared = new SharedWork<string>(60_000, () => caller);
    let finish: (result: string) => void = () => undefined;
    const work = () => new Promise<string>((resolve) => (finish = resolve));

    const first = shared.get('a', work);
    caller = undefined;
    const second = shared.get('a', work);
    cancel.abort(reason);

    await expect(first).rejects.toBe(reason);
    finish('done');
    expect(await second).toBe('done');
  });
});
