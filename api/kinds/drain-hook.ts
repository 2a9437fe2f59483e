import { z } from 'zod';
import { withRules } from '../schema/rule.ts';
import { duration, httpUrl, label, objectName } from '../schema/strings.ts';

const command = z.object({
  /** Run as it is, without a shell, where a worker's settings allow the program. */
  argv: z.array(label(1024)).min(1).max(32),
});

const http = z.object({
  url: httpUrl(),
  expectStatus: z.int().min(200).max(299).default(200),
  /** Key `token` of a Secret in the object's namespace, sent as a bearer token. */
  tokenSecretRef: z.object({ name: objectName() }).optional(),
});

const kubernetes = z.object({
  /** Key `kubeconfig` of a Secret in the object's namespace. */
  kubeconfigSecretRef: z.object({ name: objectName() }),
  /** The ComputeNode's own name without it. */
  nodeName: objectName().optional(),
});

/** Said to whoever runs something on a machine, before the machine is taken away from under it. */
export const drainHook = withRules(
  z.object({
    name: label(63),
    command: command.optional(),
    http: http.optional(),
    kubernetes: kubernetes.optional(),
    timeout: duration().default('10m'),
  }),
  [
    {
      cel: '[has(self.command), has(self.http), has(self.kubernetes)].filter(x, x).size() == 1',
      message: 'a drain hook is exactly one of command, http or kubernetes',
      holds: (hook) => [hook.command, hook.http, hook.kubernetes].filter(Boolean).length === 1,
    },
  ],
);
export type DrainHook = z.infer<typeof drainHook>;

export const drainHooks = z
  .array(drainHook)
  .max(8)
  // The apiserver's part of this is the list type.
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names a hook twice')
  .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });
