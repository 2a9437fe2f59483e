import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What proves who we are: a header for every request, a certificate for every connection, or both. */
export interface Credentials {
  authorization?: string;
  /** PEM. */
  certificate?: string;
  /** PEM. */
  key?: string;
}

export interface CredentialSource {
  /** Called before each request: answers from memory where it can. Throws in words that name the file or command. */
  current(): Promise<Credentials>;
  /** The apiserver refused what `current` gave: the next call makes it anew. */
  invalidate(): void;
}

export function fixedCredentials(credentials: Credentials): CredentialSource {
  return { current: async () => credentials, invalidate: () => undefined };
}

/** Service account tokens are rotated in place, hourly by default; client-go re-reads once a minute too. */
const TOKEN_FILE_AGE_MS = 60_000;

export function tokenFileCredentials(
  file: string,
  certificate: Omit<Credentials, 'authorization'> = {},
): CredentialSource {
  let cached: { token: string; readAt: number } | undefined;
  return {
    async current() {
      if (!cached || Date.now() - cached.readAt > TOKEN_FILE_AGE_MS) {
        cached = { token: readFileSync(file, 'utf8').trim(), readAt: Date.now() };
      }
      return { ...certificate, authorization: `Bearer ${cached.token}` };
    },
    invalidate() {
      cached = undefined;
    },
  };
}

/** `users[].user.exec` of a kubeconfig. */
export interface ExecPlugin {
  command: string;
  args?: string[];
  env?: { name: string; value: string }[];
  apiVersion?: string;
  installHint?: string;
}

interface ExecCredential {
  status?: {
    expirationTimestamp?: string;
    token?: string;
    clientCertificateData?: string;
    clientKeyData?: string;
  };
}

const EXEC_API_VERSION = 'client.authentication.k8s.io/v1';
const EXEC_TIMEOUT_MS = 30_000;
/** A token that expires on the way is a failed call: renew a little early. */
const EXEC_MARGIN_MS = 30_000;

/** Credentials from a plug-in command, kept until they expire. One run at a time. */
export function execCredentials(plugin: ExecPlugin): CredentialSource {
  let cached: { credentials: Credentials; expiresAt: number } | undefined;
  let running: Promise<Credentials> | undefined;

  async function renew(): Promise<Credentials> {
    const answer = await runPlugin(plugin);
    const { expirationTimestamp, token, clientCertificateData, clientKeyData } = answer.status ?? {};
    if (!token && !clientCertificateData)
      throw new Error(`The credential plugin ${plugin.command} gave no credentials.`);
    const expiresAt = expirationTimestamp ? Date.parse(expirationTimestamp) - EXEC_MARGIN_MS : Number.POSITIVE_INFINITY;
    const credentials = {
      authorization: token === undefined ? undefined : `Bearer ${token}`,
      certificate: clientCertificateData,
      key: clientKeyData,
    };
    cached = { credentials, expiresAt };
    return credentials;
  }

  return {
    async current() {
      if (cached && Date.now() < cached.expiresAt) return cached.credentials;
      running ??= renew().finally(() => (running = undefined));
      return running;
    },
    invalidate() {
      cached = undefined;
    },
  };
}

async function runPlugin(plugin: ExecPlugin): Promise<ExecCredential> {
  if (plugin.apiVersion !== undefined && plugin.apiVersion !== EXEC_API_VERSION) {
    throw new Error(`The credential plugin ${plugin.command} wants ${plugin.apiVersion}; use ${EXEC_API_VERSION}.`);
  }
  const info = { apiVersion: EXEC_API_VERSION, kind: 'ExecCredential', spec: { interactive: false } };
  const added = Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]));
  try {
    const { stdout } = await run(plugin.command, plugin.args ?? [], {
      env: { ...process.env, ...added, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      timeout: EXEC_TIMEOUT_MS,
    });
    return JSON.parse(stdout) as ExecCredential;
  } catch (error) {
    const hint = plugin.installHint ? ` ${plugin.installHint}` : '';
    throw new Error(`The credential plugin ${plugin.command} failed: ${(error as Error).message}.${hint}`, {
      cause: error,
    });
  }
}
