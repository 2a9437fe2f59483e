/** What the Events of a SaltDeployment and of its SaltTransactions tell, as `kubectl describe` shows them. */
export const ROLLOUT_EVENTS = {
  RolloutStarted: 'A commit begins to go out; the message says which one, and who wanted it.',
  BucketStarted: 'The first nodes of a bucket are about to run the states, or its unfinished ones once more.',
  BucketDone: 'Nothing more is done to the nodes of a bucket; what its soak and gates say is waited for.',
  BucketPassed: 'A bucket counts as healthy; the message has the words of its gates.',
  BucketSkipped: 'A person took a bucket out.',
  GateNotHealthy: 'A gate says no, or can not tell yet; the message says what it found.',
  NewFailure: 'Nodes fail of a cause that no node had before; the message names some of them.',
  Paused: 'A person holds the rollout; the message says who, why and until when.',
  Held: 'The rollout holds itself and waits for a person; the message says why.',
  Resumed: 'A hold is over; the message says who ended it.',
  Told: 'A person told the rollout something: promote, skip, retry, abort, rollback.',
  Waits: 'The next rollout waits for something else; the message says for what.',
  RolloutSucceeded: 'The commit is out.',
  RolloutAborted: 'It was broken off; the commit is not tried again by itself.',
  RolloutRolledBack: 'It was broken off, and the nodes go back to the commit before.',
  RolloutSuperseded: 'Something newer is wanted; this one made way.',
  Stalled: 'Nothing goes on until somebody changes something; the message says what.',
} as const;
export type RolloutEventReason = keyof typeof ROLLOUT_EVENTS;
