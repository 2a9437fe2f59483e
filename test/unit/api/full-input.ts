import { kinds } from '../../../api/kinds/index.ts';
import { good, type Manifest } from './good-input.ts';
import { fullRollouts } from './rollouts-input.ts';

const now = '2026-01-31T10:00:00Z';
const conditions = [
  {
    type: 'Accepted',
    status: 'True',
    reason: 'Accepted',
    message: 'nothing stands against it',
    observedGeneration: 1,
    lastTransitionTime: now,
  },
];
const uid = '0b7c2f3e-1111-4222-8333-944445555666';

/** `object` with the fields of `more` laid over it, lists and all below them as they stand there. */
function over(object: Record<string, unknown>, more: Record<string, unknown>): Record<string, unknown> {
  const merged = structuredClone(object);
  for (const [field, value] of Object.entries(more)) {
    const before = merged[field];
    merged[field] = isFields(before) && isFields(value) ? over(before, value) : value;
  }
  return merged;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const [network, disk] = good.asset['devices'] as [object, { disk: object }];
const mountOf = (path: string, place: object) => ({ path, sizeMiB: 1024, grow: false, fsType: 'xfs', ...place });

const labelSelector = {
  matchLabels: { role: 'cache' },
  matchExpressions: [{ key: 'role', operator: 'In', values: ['db'] }],
};
const affinityTerm = { labelSelector, topologyKey: 'topology.tess.io/rack', namespaces: ['caches'] };
const affinityTerms = {
  requiredDuringSchedulingIgnoredDuringExecution: [affinityTerm],
  preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, nodeAffinityTerm: affinityTerm }],
};

/** Of a ComputeNode, and of the template of a pool. */
const sharedSpec = {
  drain: [
    { name: 'script', command: { argv: ['/usr/local/bin/drain'] }, timeout: '5m' },
    {
      name: 'balancer',
      http: { url: 'http://balancer.example/drain', expectStatus: 204, tokenSecretRef: { name: 'balancer' } },
    },
    { name: 'cluster', kubernetes: { kubeconfigSecretRef: { name: 'kubeconfig' }, nodeName: 'web-1.example' } },
  ],
  affinity: { nodeAffinity: affinityTerms, nodeAntiAffinity: affinityTerms },
  topologySpread: [
    { topologyKey: 'topology.tess.io/rack', labelSelector, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' },
  ],
  tolerations: [{ key: 'maintenance', operator: 'Equal', value: 'fan', effect: 'NoSchedule' }],
  sshKeys: [{ name: 'ops', public: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ops', privateSecretRef: { name: 'ops-key' } }],
};
const pauses = [{ source: 'command', by: 'alice', why: 'switch swap', since: now, until: now }];

/** What `good` leaves out, so that every field of every schema stands somewhere. */
const missing: Record<string, Record<string, unknown>> = {
  ComputeAsset: {
    availabilityZone: { name: 'az1' },
    devices: [
      { ...network, ipAddr: '10.1.1.11' },
      { ...disk, disk: { ...disk.disk, rotational: false, model: 'SSDPE2KX' } },
    ],
    status: { phase: 'Claimed', claimedBy: { namespace: 'default', name: 'web-1', uid }, conditions },
  },
  AssetClaim: {
    spec: {
      attempt: 1,
      adoption: 'Pending',
      reinstalls: 1,
      reset: { order: '0b7c', before: now },
      salt: { installId: '5f0c', minionKey: '-----BEGIN PUBLIC KEY-----' },
      plan: { decommission: [{ name: 'power-off', version: 1 }] },
      hold: { phase: 'Cleaning', reason: 'ComputeNode default/web-1 is being deleted', since: now },
    },
    status: { conditions },
  },
  IPAddress: { status: { phase: 'Quarantined', releasedAt: now } },
  OSImage: {
    spec: {
      source: {
        ostree: {
          url: 'http://mirror.example/ostree',
          ref: 'fleet/9',
          osName: 'node',
          remote: 'mirror',
          verify: false,
        },
      },
    },
    status: { conditions },
  },
  Flavor: {
    spec: {
      partitions: {
        disks: [
          {
            select: {
              name: 'sda',
              minSizeGiB: 100,
              maxSizeGiB: 500,
              rotational: false,
              model: 'PM863',
              byPath: 'pci-0000:00:1f.2',
            },
            as: 'root',
            keep: false,
          },
        ],
        raid: [{ name: 'md0', level: '1', members: ['root', 'mirror'], sizeMiB: 1024 }],
        volumeGroups: [
          { name: 'vg0', on: ['root'] },
          { name: 'vg1', true: ['md0'] },
        ],
        mounts: [
          mountOf('/boot', { on: 'root', firmware: 'UEFI' }),
          mountOf('/srv', { true: 'root' }),
          mountOf('/var', { raid: 'md0' }),
          mountOf('/', { volumeGroup: 'vg0' }),
        ],
      },
    },
    status: { conditions },
  },
  ComputeProvider: {
    spec: {
      scheduling: { strategy: 'Pack', sparePerRack: 1 },
      native: {
        probes: { proxy: 'http://proxy.example:3128' },
        ipam: { type: 'nautobot' },
        timeouts: { wipe: '4h' },
        installAttempts: 3,
        maxConcurrentInstalls: 50,
      },
    },
    status: {
      observedGeneration: 1,
      revision: 7,
      systems: [{ name: 'foreman', state: 'Available', reason: 'Succeeded', message: 'it answers', since: now }],
      conditions,
    },
  },
  ComputeNode: {
    spec: {
      assetName: 'r1-a01',
      adopt: { host: 'web-1.r1.fleet.example' },
      ...sharedSpec,
      probes: { liveness: [{ tcp: { port: 9100 } }] },
    },
    status: {
      observedGeneration: 1,
      revision: 7,
      phase: 'Provisioning',
      assetRef: { name: 'r1-a01' },
      addresses: [{ type: 'InternalIP', address: '10.1.1.11' }],
      sshHostKey: 'ssh-ed25519 AAAA',
      workflow: { id: 'computenode/default/web-1/0b7c', link: 'http://temporal.example/' },
      steps: [{ name: 'install', state: 'Running', startedAt: now, finishedAt: now, attempts: 1, message: 'power on' }],
      pauses,
      waitsFor: [{ kind: 'Flavor', name: 'bm-standard' }],
      history: [
        { operation: 'provision', result: 'Ready', startedAt: now, finishedAt: now, by: 'bob', message: 'as wished' },
      ],
      conditions,
    },
  },
  NodePool: {
    spec: {
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } },
      template: {
        spec: {
          ...sharedSpec,
          deletionPolicy: 'Wipe',
          probes: { readiness: [{ tcp: { port: 22 } }], liveness: [{ tcp: { port: 9100 } }] },
        },
      },
    },
    status: {
      observedGeneration: 1,
      revision: 7,
      replicas: 4,
      readyReplicas: 3,
      updatedReplicas: 2,
      availableReplicas: 3,
      updatedReadyReplicas: 1,
      stalledReplicas: 0,
      deletingReplicas: 1,
      selector: 'node-pool-name=web',
      currentRevision: '7c9d1f0a2b',
      updateRevision: '1b2c3d4e5f',
      undo: { revision: '7c9d1f0a2b', number: 3, by: 'alice', why: 'the new image does not boot', since: now },
      pauses,
      observedNodes: '5feceb66ffc86f38',
      notes: ['web-1b2c is created: 3 of 4 nodes are there'],
      workflow: { id: 'nodepool/default/web/0b7c', link: 'http://temporal.example/' },
      conditions,
    },
  },
  ComputeNodeDisruptionBudget: {
    status: {
      observedGeneration: 1,
      revision: 7,
      allowed: 3,
      nodes: { total: 24, ready: 23 },
      held: 1,
      holders: [
        {
          node: 'web-1',
          operation: 'Reboot',
          holder: 'computenode/default/web-1/0b7c',
          why: 'kernel',
          since: now,
          expires: now,
        },
      ],
      waiting: 1,
      waitingSince: now,
      domains: [{ name: 'r1', total: 8, limit: 2, unavailable: 2, waiting: 1 }],
      conditions,
    },
  },
  NodeOperation: {
    spec: {
      requestedBy: 'alice',
      maxConcurrent: 2,
      onFailure: 'Continue',
      drain: [
        { name: 'script', command: { argv: ['/usr/local/bin/drain', '--now'] }, timeout: '5m' },
        {
          name: 'balancer',
          http: { url: 'http://balancer.example/drain', expectStatus: 204, tokenSecretRef: { name: 'balancer' } },
          timeout: '5m',
        },
        {
          name: 'cluster',
          kubernetes: { kubeconfigSecretRef: { name: 'kubeconfig' }, nodeName: 'web-1.example' },
          timeout: '5m',
        },
      ],
    },
    status: {
      observedGeneration: 1,
      revision: 7,
      progress: '1/2',
      workflow: { id: 'nodeoperation/default/reboot-web/0b7c', link: 'http://temporal.example/' },
      nodes: [{ name: 'web-1', state: 'Running', message: 'restart', startedAt: now, finishedAt: now }],
      conditions,
    },
  },
  SaltMaster: {
    spec: {
      external: false,
      address: 'salt-1.r1.fleet.example',
      packagesUrl: 'http://mirror.example/salt',
      pollInterval: '1m',
      api: { tlsSecretRef: { name: 'salt-api-tls' } },
    },
    status: {
      observedGeneration: 1,
      revision: 7,
      workflow: { id: 'saltmaster/default/master-1/0b7c', link: 'http://temporal.example/' },
      observed: '5feceb66ffc86f38',
      commit: '4f0c'.repeat(10),
      servedCommits: ['4f0c'.repeat(10)],
      minions: { accepted: 3, pending: 1 },
      conditions,
    },
  },
  SaltMinion: {
    status: {
      observedGeneration: 1,
      revision: 7,
      workflow: { id: 'saltminion/default/web-1/0b7c', link: 'http://temporal.example/' },
      observed: '5feceb66ffc86f38',
      key: 'Accepted',
      fingerprint: 'ab:cd',
      presented: 'ef:01',
      roles: ['kube-node'],
      commit: '4f0c'.repeat(10),
      lastResult: 'Changed',
      lastSeen: now,
      conditions,
    },
  },
  ...fullRollouts,
};

const OF_EVERY_OTHER = { status: { conditions } };

/** One valid object of every kind in which every field of its schema stands at least once, status included. */
export function fullObjects(): Manifest[] {
  return kinds.map(({ kind }) => {
    const object = Object.values(good).find((candidate) => candidate.kind === kind);
    if (!object) throw new Error(`There is no good ${kind} in good-input.ts.`);
    return over(object, missing[kind] ?? OF_EVERY_OTHER) as Manifest;
  });
}

/** What a schema demands only of some objects: fields that no valid object carries. */
export const NEVER_VALID = [
  'ComputeNode.spec.sshKeys[].private',
  'NodePool.spec.template.spec.sshKeys[].private',
  'ComputeNodeDisruptionBudget.spec.minAvailable',
  'SaltMaster.spec.revision.commit',
  'SaltDeployment.spec.revision.commit',
];
