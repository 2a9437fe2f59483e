// npm run bench -- pool: how fast a NodePool fills and empties, held against as many single nodes.
import { measure } from './pool/measure.ts';
import { rowsOf } from './pool/rows.ts';
import { benchmarkOnStack } from './provision/on-stack.ts';
import { parseOptions } from './provision/options.ts';
import { stackForNodes } from './provision/stack-for-nodes.ts';

await benchmarkOnStack(() => {
  // An even number of rounds: whoever comes second in one finds warmer caches.
  const options = parseOptions(process.argv.slice(2), { name: 'pool', nodes: '200', rounds: '2' });
  return {
    ...options,
    stack: stackForNodes(options.nodes),
    title: `Benchmark "pool": 0 → ${options.nodes} → 0 nodes, ${options.rounds} rounds`,
    measure: async (lab, abort) => rowsOf(await measure(lab, options, abort)),
  };
});
