import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { type ComputeNode, computeNode } from '../../../api/kinds/compute-node.ts';
import { applyObjects } from '../../../hack/cluster/objects.ts';
import { readObjects } from '../../../hack/cluster/yaml-objects.ts';
import { generateDatacenter } from '../../../hack/datacenter/generate.ts';
import { exampleDatacenter } from '../../../hack/datacenter/write.ts';
import { eachAtOnce } from '../../../api/at-once.ts';
import { dice } from '../../measure/dice.ts';
import type { ClaimsLab, Half } from '../halves.ts';
import { judge, type Judgement } from './judge.ts';
import { placeAll, type Placing } from './place-all.ts';
import { rowsOf } from './rows.ts';
import { NODES, wishedNodes } from './wished-nodes.ts';

const SIZE = { racks: 12, assets: 60 };
const LANES = 16;

export interface Round extends Placing, Judgement {
  seconds: number;
}

/** 50 nodes for 60 assets by two workers of which one dies, or stops, meanwhile; and the same with both at work. */
export const assets: Half = {
  name: 'assets',
  async measure(lab) {
    await applyObjects(lab.cluster, generateDatacenter(SIZE, readObjects(exampleDatacenter)));
    const rounds: Round[] = [];
    const unguarded: Round[] = [];
    for (let seed = 1; seed <= lab.seeds; seed += 1) {
      lab.abort.throwIfAborted();
      rounds.push(await play(lab, seed, true));
      unguarded.push(await play(lab, seed, false));
      const { claims, seconds, deaths, handOvers } = rounds.at(-1) as Round;
      lab.say(
        `seed ${seed}: ${claims} of ${NODES} placed in ${seconds.toFixed(1)} s, ${deaths} deaths, ${handOvers} hand-overs`,
      );
    }
    return rowsOf(rounds, unguarded);
  },
};

async function play(lab: ClaimsLab, seed: number, onlyOneSchedules: boolean): Promise<Round> {
  const { cluster } = lab;
  const nodes = await eachAtOnce(wishedNodes(dice(seed)), LANES, (node) => cluster.create(computeNode, node));
  const started = performance.now();
  const placing = await placeAll(lab, nodes, { seed, onlyOneSchedules });
  const seconds = (performance.now() - started) / 1000;
  const judgement = judge(nodes, (await cluster.list(assetClaim)).items);
  await clear(lab, nodes);
  return { ...placing, ...judgement, seconds };
}

async function clear({ cluster }: ClaimsLab, nodes: readonly ComputeNode[]): Promise<void> {
  const { items } = await cluster.list(assetClaim);
  await eachAtOnce(items, LANES, async ({ metadata }) => {
    await cluster.delete(assetClaim, metadata);
    await cluster.mergePatch(assetClaim, metadata, { metadata: { finalizers: [] } });
  });
  await eachAtOnce(nodes, LANES, ({ metadata }) => cluster.delete(computeNode, metadata));
}
