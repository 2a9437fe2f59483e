import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { ToolPaths } from '../tools/set-up.ts';
import { apiserverPart } from './apiserver.ts';
import { writeInstallKeys } from './credentials.ts';
import { etcdPart } from './etcd.ts';
import type { Layout } from './layout.ts';
import type { StackOptions } from './options.ts';
import { ownProcessPart } from './own-process.ts';
import { type Part, type PartKind, partKinds } from './part.ts';
import type { PortSource } from './ports.ts';
import { simulatorServices, type SimulatorUrls } from './settings.ts';
import { simulatorPart } from './simulator.ts';
import type { StackFile } from './stack-file.ts';
import { temporalNamespace, temporalPart } from './temporal.ts';

export type StackTools = Partial<ToolPaths<'etcd' | 'kubeApiserver' | 'temporal'>>;
export type Assembly = {
  parts: Readonly<Record<PartKind, readonly Part[]>>;
  apiserver: { server: string; token: string };
  simulator: SimulatorUrls | undefined;
  stackFile: Omit<StackFile, 'processes'>;
};

/** Decides every port, URL and argument, and writes the files that the parts read. Starts nothing. */
export async function assemble(
  options: StackOptions,
  layout: Layout,
  tools: StackTools,
  ports: PortSource,
): Promise<Assembly> {
  const wanted = new Set<PartKind>(options.parts ?? partKinds);
  for (const folder of [layout.root, layout.logs, layout.config]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeInstallKeys(layout.installKeys);

  const etcdPort = await ports.next();
  const apiserverPort = await ports.next();
  const temporalPort = await ports.next();
  const uiPort = await ports.next();
  const installPort = await ports.next();
  const token = randomBytes(24).toString('hex');
  const temporal = { address: loopback(temporalPort), ui: `http://${loopback(uiPort)}` };
  const install = `http://${loopback(installPort)}`;
  const parts: Record<PartKind, Part[]> = {
    etcd: [],
    apiserver: [],
    temporal: [],
    simulator: [],
    worker: [],
    bridge: [],
  };
  const metrics: Record<string, string> = {};

  if (wanted.has('etcd')) {
    const program = needed(tools.etcd, 'etcd');
    parts.etcd = [etcdPart({ program, data: layout.etcdData, clientPort: etcdPort, peerPort: await ports.next() })];
  }
  if (wanted.has('apiserver')) {
    const program = needed(tools.kubeApiserver, 'kube-apiserver');
    parts.apiserver = [apiserverPart({ program, folder: layout.apiserver, port: apiserverPort, etcdPort, token })];
  }
  if (wanted.has('temporal')) {
    const program = needed(tools.temporal, 'temporal');
    parts.temporal = [temporalPart({ program, port: temporalPort, uiPort, database: layout.temporalDatabase })];
  }
  const simulator = wanted.has('simulator') ? await simulatorOf(options, layout, ports) : undefined;
  if (simulator) parts.simulator = [simulator.part];

  const shared = {
    kubeconfig: layout.kubeconfig,
    temporal,
    simulator: simulator?.urls,
    chosen: options.settings,
  };
  for (const { kind, name, installs } of ownProcesses(options, wanted)) {
    const listen = loopback(await ports.next());
    const settingsFile = layout.settings(name);
    const listenForInstalls = installs ? loopback(installPort) : undefined;
    const installSettings = { url: install, listen: listenForInstalls, keysFile: layout.installKeys };
    const settings = { ...shared, install: installSettings, listen };
    const flags = kind === 'worker' ? options.workerFlags : [];
    parts[kind].push(ownProcessPart({ kind, name, settingsFile, settings, flags }));
    metrics[name] = `http://${listen}`;
  }

  return {
    parts,
    apiserver: { server: `https://${loopback(apiserverPort)}`, token },
    simulator: simulator?.urls,
    stackFile: {
      kubeconfig: layout.kubeconfig,
      temporal: { ...temporal, namespace: temporalNamespace },
      simulator: { ...simulator?.urls },
      proxy: simulator?.urls.proxy,
      install,
      metrics,
      config: layout.config,
      datacenter: layout.datacenter,
      supervisor: { pid: process.pid, control: layout.control },
    },
  };
}

type OwnProcessName = { kind: 'worker' | 'bridge'; name: string; installs: boolean };

function ownProcesses(options: StackOptions, wanted: ReadonlySet<PartKind>): OwnProcessName[] {
  const names = (kind: OwnProcessName['kind'], count: number): OwnProcessName[] =>
    Array.from({ length: wanted.has(kind) ? count : 0 }, (_, index) => ({
      kind,
      name: `${kind}-${index}`,
      installs: kind === 'worker' && index === 0,
    }));
  return [...names('worker', options.workers ?? 1), ...names('bridge', options.bridges ?? 1)];
}

async function simulatorOf(options: StackOptions, layout: Layout, ports: PortSource) {
  const chosen: [string, number][] = [];
  for (const service of simulatorServices) chosen.push([service, await ports.next()]);
  const byService = Object.fromEntries(chosen) as Record<keyof SimulatorUrls, number>;
  const urls = Object.fromEntries(
    chosen.map(([service, port]) => [service, `http://${loopback(port)}`]),
  ) as SimulatorUrls;
  const settings = options.simulatorSettings ?? {};
  return { urls, part: simulatorPart({ configFile: layout.simulatorConfig, ports: byService, settings }) };
}

function loopback(port: number): string {
  return `127.0.0.1:${port}`;
}

function needed(path: string | undefined, tool: string): string {
  if (path) return path;
  throw new Error(`${tool} was not set up before the stack was assembled.`);
}
