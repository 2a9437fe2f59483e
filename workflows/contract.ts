/*
 * All that the bridge, the commands and the install endpoint know of the workflows: their names, ids and messages.
 * Names and shapes are part of every recorded history: fields are added, never changed.
 */
export * from './contract/budget.ts';
export * from './contract/chain-input.ts';
export * from './contract/cluster.ts';
export * from './contract/compute-node.ts';
export * from './contract/compute-provider.ts';
export * from './contract/deletion-fuse.ts';
export * from './contract/doctor.ts';
export * from './contract/install-slots.ts';
export * from './contract/node-pool.ts';
export * from './contract/node-operation.ts';
export * from './contract/plan-node.ts';
export * from './contract/salt-bucket.ts';
export * from './contract/salt-deployment.ts';
export * from './contract/salt-transaction.ts';
export * from './contract/salt-master.ts';
export * from './contract/salt-minion.ts';
export * from './contract/search-attributes.ts';
export * from './contract/status.ts';
export * from './contract/survey.ts';
export * from './contract/task-queues.ts';
