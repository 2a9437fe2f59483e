import type { Kind } from '../../api/kinds/kind.ts';
import { SYSTEM_NAMESPACE } from '../../api/groups.ts';

interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

type Kinds = readonly Kind[];

const READ = ['get', 'list', 'watch'];

/** Accounts and least-privilege roles of the bridge, the worker and the people who use the `bedplate` command. */
export function rbac(kinds: Kinds): object[] {
  return [
    account('bedplate-bridge'),
    account('bedplate-worker'),
    clusterRole('bedplate-bridge', bridgeRules(kinds)),
    clusterRoleBinding('bedplate-bridge'),
    clusterRole('bedplate-worker', workerRules(kinds)),
    clusterRoleBinding('bedplate-worker'),
    // Credentials, and people's kickstart templates, are read in our own namespace only; a reference elsewhere needs a Role there.
    role('bedplate-worker', [
      { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get'] },
      // Of all workers of a cell the holder of its Lease schedules.
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
    ]),
    roleBinding('bedplate-worker'),
    clusterRole('bedplate-starter', [
      ...byGroup(kinds, plural, READ),
      { apiGroups: ['apps'], resources: ['controllerrevisions'], verbs: ['list'] },
      ...byGroup(named(kinds, 'NodeOperation'), plural, ['create']),
      ...clusterId(),
    ]),
  ];
}

/** What others use, and what therefore gets a finalizer. */
const HELD = [
  ...['AvailabilityZone', 'NetworkZone', 'VPC', 'Rack', 'Switch', 'Subnet', 'L2Domain', 'ComputeAsset'],
  ...['OSImage', 'Flavor', 'ComputeProvider'],
];

/** What has a workflow that lets it go, and what therefore gets a finalizer, too. */
const CHAINED = [
  ...['ComputeNode', 'NodePool', 'NodeOperation'],
  ...['SaltMaster', 'SaltMinion', 'SaltDeployment', 'SaltTransaction'],
];

/** Reads everything; writes status, Events, and finalizers. */
function bridgeRules(kinds: Kinds): PolicyRule[] {
  return [
    ...byGroup(kinds, plural, READ),
    ...byGroup(kinds, (kind) => `${kind.plural}/status`, ['patch']),
    ...byGroup(named(kinds, ...CHAINED, 'AssetClaim', ...HELD), plural, ['patch']),
    { apiGroups: [''], resources: ['events'], verbs: ['create'] },
    ...clusterId(),
  ];
}

/** Reads everything, owns the claims, makes and deletes what pools and deployments consist of, and writes labels and finalizers. */
function workerRules(kinds: Kinds): PolicyRule[] {
  const claims = named(kinds, 'AssetClaim', 'IPAddress');
  const made = named(kinds, 'ComputeNode', 'SaltMaster', 'SaltMinion', 'SaltTransaction');
  const letGo = named(kinds, ...CHAINED).filter((kind) => !made.includes(kind));
  return [
    ...byGroup(kinds, plural, READ),
    ...byGroup(claims, plural, ['create', 'patch', 'delete']),
    ...byGroup(made, plural, ['create', 'patch', 'delete']),
    ...byGroup(letGo, plural, ['patch']),
    { apiGroups: ['apps'], resources: ['controllerrevisions'], verbs: ['list', 'create', 'delete'] },
    ...clusterId(),
  ];
}

/** The uid of kube-system tells one cluster from another. */
function clusterId(): PolicyRule[] {
  return [{ apiGroups: [''], resources: ['namespaces'], resourceNames: ['kube-system'], verbs: ['get'] }];
}

function named(kinds: Kinds, ...names: string[]): Kinds {
  return kinds.filter(({ kind }) => names.includes(kind));
}

function plural(kind: Kind): string {
  return kind.plural;
}

function byGroup(kinds: Kinds, resource: (kind: Kind) => string, verbs: string[]): PolicyRule[] {
  const groups = [...new Set(kinds.map(({ group }) => group))];
  return groups.map((group) => {
    const resources = kinds.filter((kind) => kind.group === group).map(resource);
    return { apiGroups: [group], resources, verbs: [...verbs] };
  });
}

const RBAC_VERSION = 'rbac.authorization.k8s.io/v1';
const RBAC_GROUP = 'rbac.authorization.k8s.io';

function account(name: string) {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: SYSTEM_NAMESPACE } };
}

function clusterRole(name: string, rules: PolicyRule[]) {
  return { apiVersion: RBAC_VERSION, kind: 'ClusterRole', metadata: { name }, rules };
}

function role(name: string, rules: PolicyRule[]) {
  return { apiVersion: RBAC_VERSION, kind: 'Role', metadata: { name, namespace: SYSTEM_NAMESPACE }, rules };
}

function clusterRoleBinding(name: string) {
  return { apiVersion: RBAC_VERSION, kind: 'ClusterRoleBinding', metadata: { name }, ...granting('ClusterRole', name) };
}

function roleBinding(name: string) {
  const metadata = { name, namespace: SYSTEM_NAMESPACE };
  return { apiVersion: RBAC_VERSION, kind: 'RoleBinding', metadata, ...granting('Role', name) };
}

function granting(kind: 'Role' | 'ClusterRole', name: string) {
  return {
    roleRef: { apiGroup: RBAC_GROUP, kind, name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: SYSTEM_NAMESPACE }],
  };
}
