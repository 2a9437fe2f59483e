import { z } from 'zod';

const hostPort = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, 'must be HOST:PORT');

/** How much of a rack or a pool may be given up within a time before somebody must confirm the rest. */
const deletionFuse = z.strictObject({
  /** Looked at for what was given up. */
  window: z
    .string()
    .regex(/^(?=.)(\d{1,6}h)?(\d{1,6}m)?(\d{1,6}s)?$/, 'must be a duration such as 90m or 1h30m')
    .default('1h'),
  /** At most so many machines of a rack or a pool. */
  nodes: z.int().min(0).max(1_000_000).default(20),
  /** At most so much of a rack or a pool, */
  percent: z.int().min(0).max(100).default(50),
  /** but always so many, however small it is. */
  always: z.int().min(0).max(1_000_000).default(10),
});

/** The settings of every process: one file, and the environment over it. */
export const settings = z.strictObject({
  /** The cell's name: part of the task queues' names. */
  cell: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/, 'must be a short lower-case name')
    .default('local'),
  /** Path of a kubeconfig; without it, KUBECONFIG, then the pod's service account, then ~/.kube/config. */
  kubeconfig: z.string().min(1).optional(),
  temporal: z
    .strictObject({
      address: hostPort.default('127.0.0.1:7233'),
      namespace: z.string().min(1).default('default'),
      /** Base URL of the Web UI, for links. */
      ui: z.url({ protocol: /^https?$/ }).optional(),
    })
    .default({ address: '127.0.0.1:7233', namespace: 'default' }),
  install: z
    .strictObject({
      /** Where this process serves kickstarts; without it, it does not. */
      listen: hostPort.optional(),
      /** How machines reach the install endpoint. */
      url: z.url({ protocol: /^https?$/ }),
      /** JSON file {"current": "k1", "keys": {"k1": "<64 hex digits>"}}. */
      keysFile: z.string().min(1),
    })
    .optional(),
  /** Health and metrics of this process. */
  listen: hostPort.optional(),
  /** As curl's --connect-to: where hosts of the outside world are reached from here. */
  connectTo: z
    .array(
      z.strictObject({
        /** HOST:PORT, *.DOMAIN:PORT or CIDR:PORT. */
        match: z.string().regex(/^[^\s]+:\d{1,5}$/, 'must be HOST:PORT, *.DOMAIN:PORT or CIDR:PORT'),
        to: hostPort,
      }),
    )
    .default([]),
  /** Holds deletions when too much of a rack or a pool is given up at once. */
  deletionFuse: deletionFuse.prefault({}),
  /** What drain hooks may do on a worker. */
  drain: z
    .strictObject({
      /** Whole paths of programs that they may run. */
      commands: z
        .array(z.string().regex(/^\/[^\0]+$/, 'must be the whole path of a program'))
        .max(64)
        .default([]),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).default({ level: 'info' }),
  bridge: z
    .strictObject({
      /** Seconds between looks at everything. */
      resyncSeconds: z.int().min(1).max(86_400).default(300),
      /** Status activities at a time. */
      maxConcurrentStatusWrites: z.int().min(1).max(1000).default(16),
    })
    .default({ resyncSeconds: 300, maxConcurrentStatusWrites: 16 }),
});
export type Settings = z.infer<typeof settings>;
