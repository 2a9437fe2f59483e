// npm run bench -- rollout: how fast a commit goes out to many minions, held against a plain loop over the same slices.
import { deployedFlags } from './measure/deployed-flags.ts';
import { benchmarkOnStack } from './provision/on-stack.ts';
import { measure } from './rollout/measure.ts';
import { parseOptions } from './rollout/options.ts';
import { rowsOf } from './rollout/rows.ts';

/** The nodes of this benchmark have no chains: nobody is to look for them. */
const NO_RESYNC = { resyncSeconds: 86_400, maxConcurrentStatusWrites: 16 };

await benchmarkOnStack(() => {
  const options = parseOptions(process.argv.slice(2));
  const { minions, racks, rounds } = options;
  return {
    ...options,
    title: `Benchmark "rollout": a commit on ${minions} minions in ${racks} racks, ${rounds} rounds`,
    stack: {
      simulatorSettings: { saltStateSeconds: 0 },
      settings: { bridge: NO_RESYNC },
      workerFlags: deployedFlags(),
    },
    measure: async (lab, abort) => rowsOf(await measure(lab, options, abort)),
  };
});
