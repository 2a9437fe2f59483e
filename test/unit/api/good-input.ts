import { manifest, type Manifest } from './manifest.ts';
import { goodRollouts } from './rollouts-input.ts';

export { manifest, type Manifest } from './manifest.ts';

const secretRef = { namespace: 'bedplate-system', name: 'foreman' };

/** One object of every kind with every field that a person or Bedplate sets. */
export const good = {
  zone: manifest('AvailabilityZone', 'az1', { spec: { region: 'west' } }),
  networkZone: manifest('NetworkZone', 'prod', { spec: { availabilityZone: 'az1' } }),
  rack: manifest('Rack', 'r1', {
    spec: { availabilityZone: 'az1', networkZone: 'prod', row: 'A', units: 42, powerWatts: 12000 },
  }),
  switch: manifest('Switch', 'switch-a', { spec: { rack: 'r1', role: 'Provision' } }),
  vpc: manifest('VPC', 'core', { spec: { cidrs: ['10.0.0.0/8', '2001:db8::/32'] } }),
  l2Domain: manifest('L2Domain', 'l2domain-a', { spec: { vlan: 101, role: 'Provision', subnets: ['r1-v4', 'r1-v6'] } }),
  subnet: manifest('Subnet', 'r1-v4', {
    spec: {
      vpc: 'core',
      cidr: '10.1.1.0/24',
      networkZone: 'prod',
      gateway: '10.1.1.1',
      reserved: ['10.1.1.1-10.1.1.9', '10.1.1.250'],
      dns: ['10.0.0.53'],
      ntp: ['10.0.0.123'],
      domain: 'r1.fleet.example',
      allocation: 'Sequential',
      quarantine: '1h30m',
    },
  }),
  route: manifest('Route', 'r1-storage', {
    spec: { subnet: 'r1-v4', destination: '10.200.0.0/16', via: '10.1.1.254', metric: 100 },
  }),
  ipAddress: manifest('IPAddress', 'core-0a01010b', {
    spec: {
      address: '10.1.1.11',
      subnet: 'r1-v4',
      claimRef: { kind: 'ComputeNode', namespace: 'default', name: 'web-1', uid: '0b7c', device: '1' },
    },
  }),
  asset: manifest('ComputeAsset', 'r1-a01', {
    availabilityZone: {},
    manufacturer: 'dell',
    model: 'r640',
    serialNumber: 'ABC1234',
    rack: { name: 'r1', unit: 7 },
    devices: [
      {
        function: 'network',
        index: 1,
        l2Domain: {
          name: 'l2domain-a',
          macAddress: '52:54:00:aa:00:01',
          networkSwitch: { name: 'switch-a', speed: '1000Mb/s', type: 'Provision', port: '7' },
        },
      },
      { function: 'disk', index: 0, disk: { name: 'sda', sizeGiB: 480, byPath: 'pci-0000:00:1f.2-ata-1' } },
    ],
    cpu: { cores: 32, architecture: 'x86_64' },
    memory: { sizeGiB: 192 },
    firmware: { mode: 'UEFI' },
    bmc: {
      address: 'redfish+https://10.2.2.2/redfish/v1/Systems/1',
      credentialsSecretRef: { namespace: 'bedplate-system', name: 'bmc-default' },
      systemId: '4c4c4544-0000-1000-8000-000000000001',
    },
    taints: [{ key: 'maintenance', value: 'fan', effect: 'NoSchedule' }],
    allowedNamespaces: ['*'],
  }),
  claim: manifest('AssetClaim', 'r1-a01', {
    spec: {
      nodeRef: { namespace: 'default', name: 'web-1', uid: '0b7c' },
      installId: '5f0c',
      booted: true,
      plan: {
        provider: 'native',
        steps: [{ name: 'allocate-addresses', version: 1 }],
        inputs: { any: { thing: [1] } },
      },
      why: ['score 83: rack r1 least used'],
    },
  }),
  osImage: manifest('OSImage', 'rhel9-base', {
    spec: {
      family: 'RedHat',
      version: '9',
      source: { url: 'http://mirror.example/rhel9/BaseOS' },
      kickstart: {
        template: 'rhel9-default',
        templateConfigMapRef: { namespace: 'bedplate-system', name: 'mine', key: 'kickstart' },
      },
      packages: ['@^minimal-environment', 'openssh-server'],
      kernelArgs: ['console=ttyS0'],
    },
  }),
  flavor: manifest('Flavor', 'bm-standard', {
    spec: {
      requirements: {
        cpuCores: 16,
        memoryGiB: 128,
        disks: [{ minSizeGiB: 400, rotational: false, count: 1 }],
        nics: 1,
      },
      partitions: {
        disks: [{ select: { rotational: false }, as: 'root' }],
        raid: [{ name: 'md0', level: '1', members: ['root', 'mirror'] }],
        volumeGroups: [{ name: 'vg0', on: ['root'] }],
        mounts: [
          { path: '/boot/efi', sizeMiB: 600, fsType: 'efi', on: 'root' },
          { path: '/', sizeMiB: 51200, fsType: 'xfs', volumeGroup: 'vg0' },
        ],
      },
      vm: { cpu: 4, memory: '16Gi', rootVolumeSize: '30Gi' },
    },
  }),
  provider: manifest('ComputeProvider', 'native', {
    spec: {
      type: 'native',
      native: {
        foreman: {
          url: 'https://foreman.example',
          credentialsSecretRef: secretRef,
          organization: 'Fleet',
          location: 'az1',
        },
        cmdb: { type: 'nautobot', url: 'https://cmdb.example', credentialsSecretRef: secretRef },
        dns: { type: 'powerdns', url: 'https://dns.example:8081', credentialsSecretRef: secretRef, ttl: 300 },
        probes: { ssh: true, proxy: null },
        timeouts: { install: '90m', powerOff: '10m' },
      },
      allowedNamespaces: ['*'],
    },
  }),
  node: manifest('ComputeNode', 'web-1', {
    spec: {
      provider: 'native',
      flavor: 'bm-standard',
      osImage: { name: 'rhel9-base' },
      hostname: 'web-1',
      assetName: '',
      nodeSelector: { 'topology.tess.io/zone': 'az1' },
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 10,
              nodeAffinityTerm: {
                labelSelector: { matchLabels: { role: 'cache' } },
                topologyKey: 'topology.tess.io/zone',
                namespaces: ['caches'],
              },
            },
          ],
        },
        nodeAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              labelSelector: { matchExpressions: [{ key: 'role', operator: 'In', values: ['db'] }] },
              topologyKey: 'topology.tess.io/rack',
            },
          ],
        },
      },
      topologySpread: [
        {
          topologyKey: 'topology.tess.io/rack',
          labelSelector: { matchExpressions: [{ key: 'role', operator: 'Exists' }] },
          maxSkew: 1,
          whenUnsatisfiable: 'DoNotSchedule',
        },
      ],
      tolerations: [{ key: 'maintenance', operator: 'Exists' }],
      addresses: [{ device: '1', address: '10.1.1.50' }],
      sshKeys: [{ name: 'ops', public: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ops' }],
      drain: [{ name: 'cluster', kubernetes: { kubeconfigSecretRef: { name: 'kubeconfig' } } }],
      deletionPolicy: 'Retain',
      paused: false,
      probes: { readiness: [{ tcp: { port: 22 } }], liveness: [] },
    },
  }),
  pool: manifest('NodePool', 'web', {
    spec: {
      replicas: 4,
      selector: { 'node-pool-name': 'web' },
      template: {
        metadata: { generateName: 'web-', labels: { 'node-pool-name': 'web', role: 'web' } },
        spec: {
          provider: 'native',
          flavor: 'bm-standard',
          osImage: { name: 'rhel9-base' },
          nodeSelector: { 'topology.tess.io/zone': 'az1' },
          sshKeys: [{ name: 'ops', public: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ops' }],
        },
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      progressDeadline: '2h',
      revisionHistoryLimit: 10,
      paused: false,
      deletionPolicy: 'Delete',
    },
  }),
  budget: manifest('ComputeNodeDisruptionBudget', 'web', {
    spec: {
      selector: { role: 'web' },
      perTopology: 'topology.tess.io/rack',
      maxUnavailable: '25%',
      operations: ['Restart', 'Reboot', 'Delete'],
    },
  }),
  operation: manifest('NodeOperation', 'reboot-web', {
    spec: {
      type: 'Reboot',
      nodes: ['web-1', 'web-2'],
      reason: 'kernel',
      force: false,
      timeout: '15m',
      drain: [{ name: 'balancer', http: { url: 'http://balancer.example/drain' } }],
    },
  }),
  saltMaster: manifest('SaltMaster', 'master-1', {
    spec: {
      computeNode: 'salt-1',
      repo: {
        url: 'https://git.example/salt.git',
        path: 'states',
        pillarPath: 'pillar',
        credentialsSecretRef: { name: 'git' },
      },
      revision: { branch: 'main' },
      api: { url: 'https://salt-1:8000', credentialsSecretRef: { name: 'salt-api' }, eauth: 'sharedsecret' },
    },
  }),
  saltMinion: manifest('SaltMinion', 'web-1', {
    spec: { computeNode: 'web-1', master: 'master-1', roles: ['kube-node'] },
  }),
  ...goodRollouts,
} satisfies Record<string, Manifest>;
