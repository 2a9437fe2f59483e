import { randomUUID } from 'node:crypto';
import { RACK_LABEL, SWITCH_LABEL } from '../../api/groups.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';
import { apiVersionOf, type Resource } from '../../api/kinds/kind.ts';
import { readObjects } from '../../hack/cluster/yaml-objects.ts';
import { generateDatacenter } from '../../hack/datacenter/generate.ts';
import { exampleDatacenter } from '../../hack/datacenter/write.ts';
import type { Options } from './options.ts';

const CLAIMED_OF_TEN = 7;
const APPS = 50;
export const TAINT = { key: 'bench', effect: 'NoSchedule' as const };

/** Everything that is there from the start: the datacenter, 70 % of its assets claimed, and nodes behind some of the claims. */
export function populationOf({ racks, assets, nodes }: Pick<Options, 'racks' | 'assets' | 'nodes'>): Resource[] {
  const datacenter = generateDatacenter({ racks, assets }, readObjects(exampleDatacenter)).map(allowed);
  const machines = datacenter.filter(({ kind }) => kind === 'ComputeAsset');
  const claimed = machines.filter((_, index) => (index * 7 + Math.floor(index / racks)) % 10 < CLAIMED_OF_TEN);
  const every = Math.floor(claimed.length / nodes);
  const claims: Resource[] = [];
  const standing: Resource[] = [];
  for (const [index, { metadata }] of claimed.entries()) {
    const place = index / every;
    const isWatched = index % every === 0 && place < nodes;
    const node = isWatched ? wishedNode(`old-${place}`, place) : undefined;
    if (node) standing.push(node);
    const name = node?.metadata.name ?? `elsewhere-${index}`;
    claims.push(claimOf(metadata.name, { name, uid: node?.metadata.uid ?? randomUUID() }));
  }
  return [...datacenter, ...claims, ...standing];
}

/** The plugins that are for every node are on; those that a node asks for are asked for by every one. */
export function wishedNode(name: string, number: number): ComputeNode {
  const app = `app-${number % APPS}`;
  const labelSelector = { matchLabels: { app } };
  const near = { labelSelector, topologyKey: 'topology.tess.io/zone' };
  const node = {
    spec: {
      provider: 'native',
      flavor: 'bm-standard',
      osImage: { name: 'rhel9-base' },
      nodeSelector: { 'topology.tess.io/zone': 'az1' },
      tolerations: [{ key: 'maintenance', operator: 'Exists' }],
      affinity: {
        nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, nodeAffinityTerm: near }] },
        nodeAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey: RACK_LABEL }],
        },
      },
      topologySpread: [
        { topologyKey: RACK_LABEL, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector },
        { topologyKey: SWITCH_LABEL, maxSkew: 2, whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
      ],
    },
  };
  return {
    apiVersion: apiVersionOf(computeNode),
    kind: computeNode.kind,
    metadata: { name, namespace: 'default', uid: randomUUID(), labels: { app } },
    ...computeNode.schema.parse(node),
  };
}

function claimOf(asset: string, { name, uid }: { name: string; uid: string }): Resource {
  const plan = { provider: 'native', steps: [{ name: 'install', version: 1 }], inputs: {} };
  const spec = { nodeRef: { namespace: 'default', name, uid }, installId: randomUUID(), plan };
  return {
    apiVersion: apiVersionOf(assetClaim),
    kind: assetClaim.kind,
    metadata: { name: asset },
    ...assetClaim.schema.parse({ spec }),
  };
}

/** The last machine of each rack is kept spare, so that this plugin is on too. */
function allowed(object: Resource): Resource {
  if (object.kind !== 'ComputeProvider') return object;
  const { spec } = object as Resource<{ spec: object }>;
  return { ...object, spec: { ...spec, scheduling: { strategy: 'Spread', sparePerRack: 1 } } } as Resource;
}
