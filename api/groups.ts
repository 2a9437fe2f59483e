/** Every API group, label and finalizer is spelled from this one suffix (the seed's). */
export const GROUP_SUFFIX = 'tess.io';

export const INFRA_GROUP = `infra.${GROUP_SUFFIX}`;
export const COMPUTE_GROUP = `compute.${GROUP_SUFFIX}`;
export const SALT_GROUP = `salt.${GROUP_SUFFIX}`;
export const API_VERSION = 'v1alpha1';

/** Topology labels, copied from a ComputeAsset to the ComputeNode that runs on it. */
export const TOPOLOGY_PREFIX = `topology.${GROUP_SUFFIX}/`;
export const RACK_LABEL = `${TOPOLOGY_PREFIX}rack`;
export const ZONE_LABEL = `${TOPOLOGY_PREFIX}zone`;
export const SWITCH_LABEL = `${TOPOLOGY_PREFIX}switch`;
export const L2_DOMAIN_LABEL = `${TOPOLOGY_PREFIX}l2domain`;
export const REGION_LABEL = `${TOPOLOGY_PREFIX}region`;
export const NETWORK_ZONE_LABEL = `${TOPOLOGY_PREFIX}network-zone`;
export const VPC_LABEL = `${TOPOLOGY_PREFIX}vpc`;

/** Names the pool that a ComputeNode belongs to; copied to its AssetClaim when an asset is claimed. */
export const POOL_LABEL = `${COMPUTE_GROUP}/pool`;

/** On a pool's nodes: which pool of that name it is, and the hash of the template that the node was made of. */
export const POOL_UID_LABEL = `${COMPUTE_GROUP}/pool-uid`;
export const POOL_REVISION_LABEL = `${COMPUTE_GROUP}/pool-revision`;

/** On the transactions and minions of a SaltDeployment: its name, and which of that name it is. */
export const DEPLOYMENT_LABEL = `${SALT_GROUP}/deployment`;
export const DEPLOYMENT_UID_LABEL = `${SALT_GROUP}/deployment-uid`;
/** On a SaltMinion: its machine was installed anew, and no commit was brought to it since, whatever its status says. */
export const RENEWED_LABEL = `${SALT_GROUP}/renewed`;
/** On a SaltDeployment: the commit that it succeeded at last, for those that depend on it. */
export const GOOD_COMMIT_ANNOTATION = `${SALT_GROUP}/good-commit`;
/** On a transaction: the chain that made it. */
export const BEGUN_BY_ANNOTATION = `${SALT_GROUP}/begun-by`;

/** Annotation that makes a node the first to go when its pool is scaled down. Its value is free. */
export const DELETE_FIRST_ANNOTATION = `${COMPUTE_GROUP}/delete-first`;

/** Labels on claim objects, so that "what does this node hold" is one list call. */
export const CLAIM_UID_LABEL = `${INFRA_GROUP}/claim-uid`;
export const CLAIM_NODE_LABEL = `${INFRA_GROUP}/claim-node`;
export const CLAIM_NAMESPACE_LABEL = `${INFRA_GROUP}/claim-namespace`;
export const SUBNET_LABEL = `${INFRA_GROUP}/subnet`;

export const NODE_FINALIZER = `${COMPUTE_GROUP}/node`;
export const NODE_POOL_FINALIZER = `${COMPUTE_GROUP}/node-pool`;
export const NODE_OPERATION_FINALIZER = `${COMPUTE_GROUP}/node-operation`;
export const SALT_MASTER_FINALIZER = `${SALT_GROUP}/salt-master`;
export const SALT_MINION_FINALIZER = `${SALT_GROUP}/salt-minion`;
export const SALT_DEPLOYMENT_FINALIZER = `${SALT_GROUP}/salt-deployment`;
export const SALT_TRANSACTION_FINALIZER = `${SALT_GROUP}/salt-transaction`;
export const ASSET_CLAIM_FINALIZER = `${INFRA_GROUP}/asset-claim`;
export const ADDRESS_FINALIZER = `${INFRA_GROUP}/address`;

/** Keeps what others use from going before they do. */
export const IN_USE_FINALIZER = `${INFRA_GROUP}/in-use`;

/** Annotation that pauses a node, beside `spec.paused` and the command: its value says why. */
export const PAUSE_ANNOTATION = `${COMPUTE_GROUP}/paused`;

/** Annotation of a node that is deleted as part of something bigger, as what it then asks its budgets: "Rollout". */
export const DISRUPTION_ANNOTATION = `${COMPUTE_GROUP}/disruption`;

/** Field managers: one for each writer, so that server-side apply tells them apart. */
export const FIELD_MANAGER = 'bedplate';

/** The namespace that holds Bedplate's own Secrets. */
export const SYSTEM_NAMESPACE = 'bedplate-system';
