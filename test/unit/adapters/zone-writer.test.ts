import type { Change, ZoneClient } from '../../../activities/adapters/powerdns/zone-client.ts';
import { type Edit, ZoneWriter } from '../../../activities/adapters/powerdns/zone-writer.ts';

/** A zone whose PATCHes are answered when the test says so; an ended one is refused with the signal's reason. */
function slowZone() {
  const asked: { names: string[]; answer(): void }[] = [];
  const zone = {
    read: async () => new Map(),
    change: (changes: readonly Change[], ended?: AbortSignal) =>
      new Promise<undefined>((resolve, reject) => {
        asked.push({ names: changes.map(({ name }) => name), answer: () => resolve(undefined) });
        ended?.addEventListener('abort', () => reject(ended.reason as Error));
      }),
  };
  return { asked, zone: zone as unknown as ZoneClient };
}

function edit(name: string, cancelled?: AbortSignal): Edit {
  const key = { name, type: 'A' as const };
  return { keys: [key], plan: () => [{ changetype: 'DELETE', ...key }], cancelled };
}

/** Until everything that can go on has done so. */
async function soon(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const reason = new Error('cancelled');

describe('ZoneWriter', () => {
  it('has one PATCH on its way; edits that arrive meanwhile share the next', async () => {
    const { asked, zone } = slowZone();
    const writer = new ZoneWriter(zone);
    const sent = () => asked.map(({ names }) => names);
    const first = writer.apply(edit('first'));
    await soon();
    const others = [writer.apply(edit('second')), writer.apply(edit('third'))];
    await soon();
    expect(sent()).toEqual([['first']]);

    asked[0]?.answer();
    await first;
    await soon();
    asked[1]?.answer();

    expect(await Promise.all(others)).toEqual([1, 1]);
    expect(sent()).toEqual([['first'], ['second', 'third']]);
  });

  it('drops a cancelled edit from its queue: it is never made', async () => {
    const { asked, zone } = slowZone();
    const writer = new ZoneWriter(zone);
    const cancel = new AbortController();
    const first = writer.apply(edit('first'));
    await soon();
    const second = writer.apply(edit('second', cancel.signal));

    cancel.abort(reason);
    await expect(second).rejects.toBe(reason);
    asked[0]?.answer();
    await first;
    await soon();

    expect(asked.map(({ names }) => names)).toEqual([['first']]);
  });

  it('ends a PATCH when everybody on it is cancelled, and goes on with the next', async () => {
    const { asked, zone } = slowZone();
    const writer = new ZoneWriter(zone);
    const cancel = new AbortController();
    const hanging = writer.apply(edit('hanging', cancel.signal));
    await soon();
    const next = writer.apply(edit('next'));

    cancel.abort(reason);
    await expect(hanging).rejects.toBe(reason);
    await soon();
    asked[1]?.answer();

    expect(await next).toBe(1);
  });

  it('has a cancelled edit wait for the outcome of a PATCH that others are on', async () => {
    const { asked, zone } = slowZone();
    const writer = new ZoneWriter(zone);
    const cancel = new AbortController();
    const both = [writer.apply(edit('ours', cancel.signal)), writer.apply(edit('theirs'))];
    await soon();

    cancel.abort(reason);
    await soon();
    asked[0]?.answer();

    expect(await Promise.all(both)).toEqual([1, 1]);
    expect(asked.map(({ names }) => names)).toEqual([['ours', 'theirs']]);
  });
});
