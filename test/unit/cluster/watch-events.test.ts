import fc from 'fast-check';
import { watchEvents } from '../../../api/cluster/watch-events.ts';

async function* inPieces(bytes: Buffer, cuts: readonly number[]): AsyncIterable<Buffer> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

it('reads the same events wherever the chunks are cut', async () => {
  const events = fc.array(
    fc.record({ type: fc.constant('ADDED'), object: fc.record({ text: fc.string({ unit: 'grapheme' }) }) }),
  );
  await fc.assert(
    fc.asyncProperty(events, fc.array(fc.nat(500)), async (sent, cuts) => {
      const bytes = Buffer.from(sent.map((each) => `${JSON.stringify(each)}\n`).join(''));
      const read: unknown[] = [];
      for await (const each of watchEvents(inPieces(bytes, cuts))) read.push(each);
      expect(read).toEqual(sent);
    }),
    { numRuns: 50 },
  );
});

it('drops an event that was cut short', async () => {
  const read: unknown[] = [];
  for await (const each of watchEvents(inPieces(Buffer.from('{"type":"ADDED","object":1}\n{"type":"ADD'), [])))
    read.push(each);

  expect(read).toHaveLength(1);
});
