import { z } from 'zod';

const hostPort = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, 'must be HOST:PORT');

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
        /** HOST:PORT or CIDR:PORT. */
        match: z.string().regex(/^[^\s]+:\d{1,5}$/, 'must be HOST:PORT or CIDR:PORT'),
        to: hostPort,
      }),
    )
    .default([]),
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
