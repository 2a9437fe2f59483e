// npm run bench -- provision: how fast nodes become Ready, held against workflows that do as much of nothing.
import { measure } from './provision/measure.ts';
import { benchmarkOnStack } from './provision/on-stack.ts';
import { parseOptions } from './provision/options.ts';
import { rowsOf } from './provision/rows.ts';
import { stackForNodes } from './provision/stack-for-nodes.ts';

await benchmarkOnStack(() => {
  const options = parseOptions(process.argv.slice(2));
  return {
    ...options,
    stack: stackForNodes(options.nodes),
    title: `Benchmark "provision": ${options.nodes} nodes at once, ${options.rounds} rounds`,
    measure: async (lab, abort) => rowsOf(await measure(lab, options, abort)),
  };
});
