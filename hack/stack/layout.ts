import { join, resolve } from 'node:path';

export type Layout = ReturnType<typeof layoutOf>;

/** Where everything of one stack lies. */
export function layoutOf(stateDir: string) {
  const root = resolve(stateDir);
  const at = (...segments: string[]) => join(root, ...segments);
  return {
    root,
    lock: at('stack.lock'),
    control: at('control.sock'),
    stackFile: at('stack.json'),
    kubeconfig: at('kubeconfig'),
    etcdData: at('etcd'),
    apiserver: at('apiserver'),
    temporalDatabase: at('temporal.db'),
    installKeys: at('install-keys.json'),
    datacenter: at('datacenter.yaml'),
    logs: at('logs'),
    config: at('config'),
    log: (part: string) => at('logs', `${part}.log`),
    settings: (part: string) => at('config', `${part}.yaml`),
    simulatorConfig: at('config', 'simulator.json'),
  };
}
