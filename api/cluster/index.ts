/** How the kinds are read and written: the one way to the apiserver for every process. */
export { createClusterClient } from './client.ts';
export type {
  ClientOptions,
  ClusterClient,
  ListOptions,
  NewObject,
  ObjectList,
  Preconditions,
  ResourceOf,
  StatusUpdate,
  WatchOptions,
} from './client.ts';
export type { Connection, Exchange } from './connection.ts';
export { ForeignClusterError } from './cluster-id.ts';
export { createRevisionMemory, RestoredClusterError } from './revision-memory.ts';
export type { RevisionMemory } from './revision-memory.ts';
export type { NewEvent, Secret } from './core-objects.ts';
export { ClusterError, isAlreadyExists, isConflict, isExpired, isNotFound, isUnanswered } from './errors.ts';
export { KubeconfigError } from './cluster-config.ts';
export type { ClusterConfig } from './cluster-config.ts';
export { leaseKeeper, microTime } from './lease.ts';
export type { Lease, LeaseKeeper } from './lease.ts';
export { loadClusterConfig } from './kubeconfig.ts';
export { clusterConfigOf } from './kubeconfig-file.ts';
export type { KubeconfigLadder } from './kubeconfig.ts';
export { startReflector } from './reflector.ts';
export type { Reflector, ReflectorOptions } from './reflector.ts';
export { objectKey } from './resource-path.ts';
export type { ObjectRef } from './resource-path.ts';
export type { Store, StoreChange } from './store.ts';
export { createAcceptanceView, type Stores } from './acceptance-view.ts';
