/** All workflow types. Their names are part of every history: a renamed one is another type. */
export { disruptionBudget } from './budget/workflow.ts';
export { cluster } from './cluster/workflow.ts';
export { computeNode } from './compute-node/workflow.ts';
export { deletionFuse } from './deletion-fuse/workflow.ts';
export { installSlots } from './install-slots/workflow.ts';
export { doctor } from './doctor.ts';
export { computeProvider } from './compute-provider/workflow.ts';
export { nodePool } from './node-pool/workflow.ts';
export { nodeOperation } from './node-operation/workflow.ts';
export { saltBucket } from './salt-bucket/workflow.ts';
export { saltDeployment } from './salt-deployment/workflow.ts';
export { saltTransaction } from './salt-transaction/workflow.ts';
export { saltMaster } from './salt-master/workflow.ts';
export { saltMinion } from './salt-minion/workflow.ts';
export { planNode } from './plan-node.ts';
export { survey } from './survey.ts';
