import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import {
  type Credentials,
  type CredentialSource,
  execCredentials,
  type ExecPlugin,
  fixedCredentials,
  tokenFileCredentials,
} from './credentials.ts';
import { type ClusterConfig, KubeconfigError } from './cluster-config.ts';

interface ClusterEntry {
  server?: string;
  'certificate-authority'?: string;
  'certificate-authority-data'?: string;
  'tls-server-name'?: string;
  'insecure-skip-tls-verify'?: boolean;
  'proxy-url'?: string;
}

interface UserEntry {
  token?: string;
  tokenFile?: string;
  'client-certificate'?: string;
  'client-certificate-data'?: string;
  'client-key'?: string;
  'client-key-data'?: string;
  username?: string;
  password?: string;
  exec?: ExecPlugin;
  'auth-provider'?: { name: string };
}

interface Kubeconfig {
  'current-context'?: string;
  clusters?: { name: string; cluster: ClusterEntry }[] | null;
  users?: { name: string; user: UserEntry | null }[] | null;
  contexts?: { name: string; context: { cluster: string; user?: string } }[] | null;
}

/** An entry and the file that it stands in: its relative paths start there. */
interface Placed<T> {
  file: string;
  entry: T;
}

/**
 * Reads kubeconfig files as kubectl merges them: of two entries with one name, the first counts.
 * Throws KubeconfigError, naming file and context.
 */
export function readKubeconfig(files: readonly string[]): ClusterConfig {
  return configOf(
    files.map((file) => ({ file, content: parseFile(file) })),
    `kubeconfig ${files.join(', ')}`,
  );
}

/**
 * Of a kubeconfig that came over the network: it must hold all that it needs, and neither reads a file of ours nor runs a
 * program.
 */
export function clusterConfigOf(text: string, source: string): ClusterConfig {
  let content: Kubeconfig;
  try {
    content = (parse(text) ?? {}) as Kubeconfig;
  } catch (error) {
    throw new KubeconfigError(`The kubeconfig in ${source} can't be read: ${(error as Error).message.split('\n')[0]}`);
  }
  for (const { cluster } of content.clusters ?? []) refuse(cluster, ['certificate-authority'], source);
  for (const { user } of content.users ?? []) {
    refuse(user ?? {}, ['client-certificate', 'client-key', 'tokenFile', 'exec'], source);
  }
  return configOf([{ file: source, content }], `kubeconfig in ${source}`);
}

function refuse(entry: object, fields: readonly string[], source: string): void {
  const found = fields.find((field) => field in entry);
  if (!found) return;
  throw new KubeconfigError(`The kubeconfig in ${source} has ${found}: put what it needs into it (…-data, token)`);
}

function configOf(documents: readonly { file: string; content: Kubeconfig }[], source: string): ClusterConfig {
  const context = documents.map(({ content }) => content['current-context']).find((name) => name);
  if (!context)
    throw new KubeconfigError(`The ${source} has no current-context: choose one with kubectl config use-context.`);

  const place = `${source}, context ${context}`;
  const chosen = find(documents, place, 'context', context, (content) => content.contexts).entry.context;
  const cluster = find(documents, place, 'cluster', chosen.cluster, (content) => content.clusters);
  const user = chosen.user ? find(documents, place, 'user', chosen.user, (content) => content.users) : undefined;
  return {
    ...clusterOf({ file: cluster.file, entry: cluster.entry.cluster }, place),
    source: place,
    credentials: user ? credentialsOf({ file: user.file, entry: user.entry.user ?? {} }, place) : fixedCredentials({}),
  };
}

function parseFile(file: string): Kubeconfig {
  try {
    return (parse(readFileSync(file, 'utf8')) ?? {}) as Kubeconfig;
  } catch (error) {
    throw new KubeconfigError(`The kubeconfig ${file} can't be read: ${(error as Error).message}`);
  }
}

function find<T extends { name: string }>(
  documents: readonly { file: string; content: Kubeconfig }[],
  place: string,
  what: string,
  name: string,
  entries: (content: Kubeconfig) => T[] | null | undefined,
): Placed<T> {
  for (const { file, content } of documents) {
    const entry = (entries(content) ?? []).find((candidate) => candidate.name === name);
    if (entry) return { file, entry };
  }
  throw new KubeconfigError(`The ${place} can't be used: there is no ${what} "${name}" in it.`);
}

function clusterOf(
  { file, entry }: Placed<ClusterEntry>,
  place: string,
): Omit<ClusterConfig, 'credentials' | 'source'> {
  if (!entry.server) throw new KubeconfigError(`The ${place} can't be used: its cluster has no server.`);
  if (entry['proxy-url']) {
    throw new KubeconfigError(`The ${place} can't be used: proxy-url is not supported; reach the apiserver directly.`);
  }
  return {
    server: entry.server.replace(/\/+$/, ''),
    ca: textOf(file, entry['certificate-authority-data'], entry['certificate-authority'], place),
    serverName: entry['tls-server-name'],
    insecureSkipTlsVerify: entry['insecure-skip-tls-verify'] ?? false,
  };
}

function credentialsOf({ file, entry }: Placed<UserEntry>, place: string): CredentialSource {
  if (entry['auth-provider']) {
    throw new KubeconfigError(`The ${place} can't be used: auth-provider was removed from Kubernetes; use exec.`);
  }
  if (entry.exec) return execCredentials(besideItsFile(entry.exec, file));
  const pair = {
    certificate: textOf(file, entry['client-certificate-data'], entry['client-certificate'], place),
    key: textOf(file, entry['client-key-data'], entry['client-key'], place),
  };
  // As in client-go, tokenFile wins over token.
  if (entry.tokenFile) return tokenFileCredentials(resolve(dirname(file), entry.tokenFile), pair);
  return fixedCredentials({ ...pair, authorization: authorizationOf(entry) } satisfies Credentials);
}

function authorizationOf({ token, username, password }: UserEntry): string | undefined {
  if (token) return `Bearer ${token}`;
  if (username) return `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`;
  return undefined;
}

/** A command with a slash is relative to its kubeconfig, as kubectl has it. */
function besideItsFile(plugin: ExecPlugin, file: string): ExecPlugin {
  return plugin.command.includes('/') ? { ...plugin, command: resolve(dirname(file), plugin.command) } : plugin;
}

function textOf(file: string, data: string | undefined, path: string | undefined, place: string): string | undefined {
  if (data) return Buffer.from(data, 'base64').toString();
  if (!path) return undefined;
  const full = resolve(dirname(file), path);
  try {
    return readFileSync(full, 'utf8');
  } catch (error) {
    throw new KubeconfigError(`The ${place} can't be used: ${(error as Error).message}`);
  }
}
