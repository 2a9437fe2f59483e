import type { ObjectMeta } from '../kinds/kind.ts';

/** One line of a watch. A bookmark's object carries nothing but its resourceVersion; an ERROR's is a metav1.Status. */
export type WatchEvent<T> =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T }
  | { type: 'BOOKMARK'; object: { metadata: ObjectMeta } }
  | { type: 'ERROR'; object: unknown };

/** Splits at newlines, wherever the chunks were cut. What follows the last newline is an event cut short: dropped. */
export async function* watchEvents<T>(chunks: AsyncIterable<Buffer>): AsyncIterable<WatchEvent<T>> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, end)]).toString();
      rest = [];
      from = end + 1;
      if (line.trim() !== '') yield JSON.parse(line) as WatchEvent<T>;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
}
