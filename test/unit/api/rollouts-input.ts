import { manifest } from './manifest.ts';

const FROM = '4f0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c';
const TO = '9a1b2c3d4e5f60718293a4b5c6d7e8f901234567';
const now = '2026-01-31T10:00:00Z';

const deployment = manifest('SaltDeployment', 'web', {
  spec: {
    nodePool: 'web',
    type: 'Minion',
    saltMaster: 'master-1',
    dependsOn: ['control-plane'],
    revision: { branch: 'main' },
    roles: ['kube-node'],
    states: ['nginx'],
    strategy: {
      type: 'RackByRack',
      canary: [{ count: 1 }],
      maxConcurrentDomains: 1,
      maxUnavailable: '25%',
      order: ['r2', 'r1'],
    },
    dryRun: 'First',
    unexpectedChanges: 'Pause',
    gates: [
      { type: 'SaltResult', maxFailed: 0 },
      { type: 'NodeConditions', unhealthy: ['KernelDeadlock'] },
      {
        type: 'Alertmanager',
        url: 'http://am:9093',
        matchers: ['rack="{{bucket}}"', 'severity="page"'],
        includeSilenced: true,
      },
      { type: 'Http', url: 'http://health/{{node}}', expectStatus: 200 },
      { type: 'Command', argv: ['/usr/lib/nagios/plugins/check_http', '-H', '{{node}}'] },
    ],
    soak: '10m',
    onFailure: 'Pause',
    failureBudget: { perBucket: 1, total: '2%' },
    autoResume: true,
    windows: [{ start: '22:00', duration: '6h', days: ['Mon', 'Tue'], timeZone: 'America/Los_Angeles' }],
    freezes: [{ from: '2026-12-20T00:00:00Z', to: '2027-01-02T00:00:00Z', reason: 'holidays' }],
    paused: false,
    historyLimit: 10,
  },
});

const transaction = manifest('SaltTransaction', 'web-7', {
  spec: {
    deployment: 'web',
    generation: 7,
    saltMaster: 'master-1',
    fromCommit: FROM,
    toCommit: TO,
    strategy: { type: 'RackByRack' },
    buckets: [{ name: 'r1', nodes: 2, members: ['web-1', 'web-2'] }],
  },
});

export const goodRollouts = { deployment, transaction };

const selector = {
  matchLabels: { role: 'cache' },
  matchExpressions: [{ key: 'role', operator: 'In', values: ['db'] }],
};
const fullStrategy = {
  maxConcurrentDomains: 1,
  maxUnavailable: '25%',
  canary: [{ name: 'first', count: 1, selector }],
  order: ['r1'],
  label: 'wave',
  steps: [50, 100],
  initial: 1,
  factor: 2,
  custom: [{ name: 'databases', selector, maxUnavailable: 1, soak: '1h' }],
  webhook: { url: 'http://planner.example/plan', timeout: '30s', tokenSecretRef: { name: 'planner' } },
};
const tokenSecretRef = { name: 'monitoring' };
const fullGates = [
  { name: 'salt', type: 'SaltResult', onUnhealthy: 'Abort', interval: '30s', patience: '10m', timeout: '10s' },
  { type: 'SaltResult', maxFailed: 0, maxUnknown: 5 },
  {
    type: 'NodeConditions',
    healthy: ['Ready'],
    unhealthy: ['KernelDeadlock'],
    kubeconfigSecretRef: { name: 'kubeconfig' },
    maxAge: '10m',
  },
  { type: 'Alertmanager', url: 'http://am:9093', matchers: ['severity="page"'], includeSilenced: true, tokenSecretRef },
  { type: 'Http', url: 'http://health/{{node}}', expectStatus: 204 },
  { type: 'Command', argv: ['/bin/true'] },
];
const rules = {
  roles: ['kube-node'],
  states: ['nginx'],
  strategy: fullStrategy,
  gates: fullGates,
  failureBudget: { perBucket: 0, total: 0, shared: 3 },
  attempts: 3,
  retryDelay: '1m',
  stateTimeout: '1h',
};
const conditions = [
  {
    type: 'Progressing',
    status: 'True',
    reason: 'InProgress',
    message: 'r1 is under way',
    observedGeneration: 1,
    lastTransitionTime: now,
  },
];
const pauses = [
  { source: 'command', bucket: 'r1', by: 'bob', why: 'watching', since: now, until: now },
  { source: 'spec', by: 'spec.paused', why: 'set in the object', since: now, until: null },
];
const counts = {
  nodes: 2,
  pending: 0,
  running: 1,
  ok: 0,
  changed: 1,
  failed: 0,
  busy: 0,
  unreachable: 0,
  lost: 0,
  skipped: 0,
  badBefore: 0,
};
const workflow = { id: 'saltdeployment/default/web/0b7c', link: 'http://temporal.example/' };

/** What the good ones leave out. */
export const fullRollouts: Record<string, Record<string, unknown>> = {
  SaltDeployment: {
    spec: rules,
    status: {
      observedGeneration: 1,
      revision: 7,
      phase: 'Running',
      wantedCommit: TO,
      currentTransaction: 'web-7',
      surroundings: 'b7d5f0c2k9',
      progress: '30/120',
      lastGoodCommit: FROM,
      failedCommit: TO,
      pauses,
      history: [
        {
          transaction: 'web-6',
          fromCommit: FROM,
          toCommit: TO,
          phase: 'Succeeded',
          startedAt: now,
          finishedAt: now,
          by: 'alice',
          why: 'a new commit on main',
        },
      ],
      workflow,
      conditions,
    },
  },
  SaltTransaction: {
    spec: {
      ...rules,
      rollsBack: 'web-6',
      by: 'alice',
      why: 'a new commit on main',
      dryRun: 'Only',
      unexpectedChanges: 'Allow',
      soak: '10m',
      onFailure: 'Abort',
      autoResume: false,
      buckets: [{ name: 'r1', nodes: 2, members: ['web-1', 'web-2'], alone: true, soak: '1h', maxUnavailable: 5 }],
    },
    status: {
      observedGeneration: 1,
      revision: 7,
      phase: 'Running',
      message: 'r1 is under way',
      progress: '1/2',
      currentBucket: 'r1',
      pauses,
      totals: counts,
      buckets: [
        {
          name: 'r1',
          state: 'Soaking',
          attempt: 1,
          startedAt: now,
          soakUntil: now,
          finishedAt: now,
          counts,
          jids: ['20260131100000000000'],
          gates: [{ name: 'SaltResult', verdict: 'Healthy', message: 'none failed' }],
          message: 'soaks for 4m more',
        },
      ],
      otherBuckets: [{ state: 'Waiting', buckets: 3, nodes: 12 }],
      topFailures: [{ stateId: 'nginx', message: 'Job failed', nodes: 12, examples: ['web-3'] }],
      words: [{ act: 'skip', by: 'bob', why: 'being repaired', at: now }],
      startedAt: now,
      finishedAt: now,
      workflow,
      conditions,
    },
  },
};
