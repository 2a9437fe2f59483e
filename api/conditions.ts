/**
 * The conditions of a ComputeNode, frozen, neutral to the provider. Each sentence says what True means.
 * Progress that belongs to one provider stands in `status.steps[]`.
 */
export const NODE_CONDITIONS = {
  Scheduled: 'An asset is claimed for the node.',
  AddressesAllocated: 'Every network device has its addresses.',
  Provisioned: 'The operating system was installed. Latches: it stays True while the node lives.',
  Registered: 'The CMDB shows the machine, its interfaces and its addresses.',
  DNSPublished: 'Forward and reverse records are published.',
  Ready: 'The node booted from its disk and its probes passed.',
  Reconciling: 'Bedplate is working on the node.',
  Stalled: 'Bedplate can go no further until something changes; the message says what.',
  Paused: 'Somebody holds the node; the message says who and why.',
  CleanupIncomplete: 'Something outside could not be undone yet; the finalizer stays until it is.',
  DeletionHeld: 'The deletion waits for a confirmation.',
  DisruptionHeld: 'What would make the machine unavailable waits for a disruption budget.',
} as const;
export type NodeCondition = keyof typeof NODE_CONDITIONS;

/** The conditions of a NodePool. Each sentence says what True means. */
export const POOL_CONDITIONS = {
  Ready: 'There are as many nodes as wanted, all of the wanted revision, and all are Ready.',
  Available: 'At least as many nodes are Ready as the strategy promises during a rollout.',
  Progressing: 'What is wanted is reached, or comes nearer within the progress deadline.',
  Paused: 'Somebody holds the rollout; the message says who and why.',
  Reconciling: 'Bedplate is working on the pool.',
  Stalled:
    'The progress deadline passed without progress, or the pool is not accepted; the message says what it waits for.',
} as const;
export type PoolCondition = keyof typeof POOL_CONDITIONS;

/** On objects that refer to others or must be unique among them: False means that Bedplate does not use the object. */
export const ACCEPTED_CONDITION = 'Accepted';

/** On an object whose deletion was asked for and that others use: True while it is kept for them. */
export const IN_USE_CONDITION = 'InUse';

/** On a NodeOperation, as on a Kubernetes Job. */
export const OPERATION_CONDITIONS = {
  Complete: 'Every node of the operation is done.',
  Failed: 'The operation is over, and not every node is done; status.nodes says of each why.',
} as const;
export type OperationCondition = keyof typeof OPERATION_CONDITIONS;

/** On a SaltMaster. Each sentence says what True means. */
export const SALT_MASTER_CONDITIONS = {
  Ready: 'Its salt-api answers, and the wanted commit is served.',
  CommitServed: 'States and pillar of exactly the wanted commit are there for every minion that asks for them.',
  StatesCompile: 'Minions of the master, one of each set of roles, can compile states and pillar of the wanted commit.',
  Reconciling: 'Bedplate is working on the master.',
  Stalled: 'Bedplate can go no further until something changes; the message says what.',
} as const;
export type SaltMasterCondition = keyof typeof SALT_MASTER_CONDITIONS;

/** On a SaltMinion. Each sentence says what True means. */
export const SALT_MINION_CONDITIONS = {
  Ready: 'The master has accepted the key that the install made, and the minion has its roles.',
  KeyAccepted: 'The master has accepted the key that the install made, and no other one stands under its id.',
  RolesApplied: 'The grain that names its roles is as wanted.',
  Reconciling: 'Bedplate is working on the minion.',
  Stalled: 'Bedplate can go no further until something changes; the message says what.',
  CleanupIncomplete: 'Its key could not be taken off the master yet; the finalizer stays until it is.',
} as const;
export type SaltMinionCondition = keyof typeof SALT_MINION_CONDITIONS;

/** On a SaltDeployment. Each sentence says what True means. */
export const SALT_DEPLOYMENT_CONDITIONS = {
  Ready: 'Every node of the pool had the wanted commit rolled out to it, and it went well.',
  Reconciling: 'A rollout is under way, or is about to begin.',
  Stalled: 'It goes no further until something changes; the message says what.',
  Paused: 'Somebody or something holds the rollout, and nothing is on its way to Salt any more.',
} as const;
export type SaltDeploymentCondition = keyof typeof SALT_DEPLOYMENT_CONDITIONS;

/** On a ComputeProvider: False while one of its systems does not answer, or refuses our credentials. */
export const AVAILABLE_CONDITION = 'Available';

/** On a ComputeNodeDisruptionBudget, as on a PodDisruptionBudget: another machine may be made unavailable somewhere. */
export const DISRUPTION_ALLOWED_CONDITION = 'DisruptionAllowed';

/** Reasons, each with what it means for the one who reads it. */
export const REASONS = {
  // Progress
  Accepted: 'The object is fine as it stands.',
  InProgress: 'Being worked on now.',
  Succeeded: 'Done.',
  Settled: 'There is nothing left to do.',
  Unknown: 'Nobody looked yet.',
  Answering: 'Every system of the provider answers and takes our credentials.',
  Idle: 'Nothing is being worked on.',
  Deleting: 'The node is being taken down.',
  Retrying: 'A passing fault: the step is tried again by itself.',
  NotPaused: 'Nobody holds the node.',
  PausedBySpec: 'spec.paused holds the node.',
  PausedByAnnotation: 'An annotation holds the node.',
  PausedByCommand: 'A pause signal holds the node until somebody resumes it.',
  // Failures, as adapters classify them
  Unavailable: 'An outside system does not answer, or answers with a fault of its own.',
  Throttled: 'An outside system asks us to slow down, or as many machines install as the provider allows.',
  RaceLost: 'Somebody else was faster; the step is tried again.',
  InvalidInput: 'Something that the node refers to is wrong; the message names the field.',
  AuthRejected: 'An outside system refuses our credentials; fix the Secret that the message names.',
  NotFound: 'Something that the node refers to does not exist.',
  Conflict: 'Something outside belongs to another owner; nothing of it was touched.',
  Exhausted: 'There is none left: no free asset, no free address.',
  Unsupported: 'The other side cannot do what is asked.',
  InstallFailed: 'The installer reported a failure, or nothing was heard from it within the time-out.',
  WipeFailed: 'The wipe could not be proved; the asset is not given back.',
  PowerOffUnconfirmed: 'The machine was not seen off; its asset and addresses are not given back.',
  Held: 'There is no permit: the node is not to be found by its uid, or its deletion was not seen. Nothing is undone.',
  FuseBlown:
    'More machines of a rack or a pool were given up in a short time than the fuse lets through: nothing is touched until somebody confirms it.',
  Allowing: 'The budget lets more machines be made unavailable.',
  BudgetExhausted:
    'A ComputeNodeDisruptionBudget lets no more machines be unavailable now: the machine runs on until one of the others is done.',
  BudgetOverruled: 'Somebody let it go on against the budget; the message says who and why.',
  DeletionConfirmed: 'Somebody let the held deletion go on; the message says who and why.',
  PoweredOff: 'An operation powered the machine off; the message says who asked for it and why.',
  OperationFailed: 'An operation on the node failed and left it so; the message says at what, and why.',
  Canceled: 'Somebody called the operation off; what had begun was brought to a safe point.',
  Released: 'Given back by force; the message says by whom and why.',
  // Pools
  EnoughReady: 'As many nodes are Ready as the strategy promises.',
  TooFewReady: 'Fewer nodes are Ready than the strategy promises.',
  ProgressDeadlineExceeded: 'A rollout or a scaling came no further for as long as spec.progressDeadline.',
  NotAccepted: 'The pool does nothing until what its condition Accepted says is mended.',
  // Rollouts of Salt commits
  CommitFailed: 'The commit went wrong; it is not begun again by itself until the spec changes or somebody says retry.',
  DependencyNotReady: 'A deployment of spec.dependsOn has not succeeded at this commit yet.',
  NodesComing: 'Nodes of the pool are still being installed, or their minions are not accepted yet.',
  Pausing: 'It is held, and something is still on its way to Salt: nothing else follows.',
  WaitsForPerson: 'The rollout holds itself until a person says how to go on; the message says why.',
  // Salt
  AwaitingKey: 'The install of the machine has not told the key of its Salt minion yet.',
  KeyMissing: 'The minion has not asked its master to be let in yet.',
  Impostor:
    'Somebody asks a master to be let in under the name of a minion with another key than the install made; it is not accepted.',
  NotInstalled: 'The machine was installed without a Salt minion: an install that knows of it is needed.',
  CompileError: 'States or pillar of the commit do not compile on a minion; the message has the words of Salt.',
  NoMinion: 'No minion of the master is accepted yet that could compile the commit.',
  MinionSilent: 'The minion does not answer its master.',
  // What only a look at other objects can tell
  ReferenceNotFound: 'A referenced object does not exist; the message names it.',
  ReferenceDeleted: 'A referenced object is being deleted: it is given to nobody any more.',
  ReferenceNotAccepted: 'A referenced object is not accepted itself; the message says why.',
  DuplicateMacAddress: 'Another asset, older than this one, has the same MAC address.',
  DuplicateSystemId: 'Another asset, older than this one, has the same BMC system id.',
  OverlappingSubnet: 'Another subnet of the VPC, older than this one, overlaps.',
  OutsideVPC: 'The subnet lies in none of the networks of its VPC.',
  GatewayOutsideSubnet: 'The gateway is no address of its subnet.',
  OverlappingSelector: 'The selectors of this pool and of an older one would select the same nodes.',
  NoSubnet: 'The L2 domain has no subnet, so nodes on it could have no addresses.',
  ZoneMismatch: 'The object says that it is in one zone, and what it stands in is in another.',
  ViaOutsideSubnet: 'The next hop of the route is no address of its subnet.',
  FamilyMismatch: 'The route is of IPv4 and its subnet of IPv6, or the other way round.',
  InUse: 'The object is to be deleted, and is kept while others use it; the message lists them.',
} as const;
export type Reason = keyof typeof REASONS;
