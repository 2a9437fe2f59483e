import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { Part } from './part.ts';

export type ApiserverOptions = { program: string; folder: string; port: number; etcdPort: number; token: string };

export function apiserverPart({ program, folder, port, etcdPort, token }: ApiserverOptions): Part {
  const { serviceAccountKey, tokens } = writeCredentials(folder, token);
  return {
    name: 'apiserver',
    argv: [
      program,
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      ...['--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${port}`],
      `--cert-dir=${folder}`,
      ...[`--service-account-key-file=${serviceAccountKey}`, `--service-account-signing-key-file=${serviceAccountKey}`],
      '--service-account-issuer=https://kubernetes.default.svc',
      `--token-auth-file=${tokens}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--disable-admission-plugins=ServiceAccount',
      // It would write the address into the Endpoints of the kubernetes Service, where a loopback address is refused.
      '--endpoint-reconciler-type=none',
    ],
    readyWithinMs: 60_000,
    isReady: () => isReady(folder, port, token),
  };
}

/** The self-signed certificate that the apiserver makes at its first start, its CA included. */
export function certificateAuthority(folder: string): string {
  return readFileSync(join(folder, 'apiserver.crt'), 'utf8');
}

function writeCredentials(folder: string, token: string) {
  const serviceAccountKey = join(folder, 'service-account.key');
  const tokens = join(folder, 'tokens.csv');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(serviceAccountKey)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(serviceAccountKey, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  }
  writeFileSync(tokens, `${token},bedplate-admin,bedplate-admin,"system:masters"\n`, { mode: 0o600 });
  return { serviceAccountKey, tokens };
}

async function isReady(folder: string, port: number, token: string): Promise<boolean> {
  const dispatcher = new Agent({ connect: { ca: certificateAuthority(folder) } });
  try {
    const { statusCode, body } = await request(`https://127.0.0.1:${port}/readyz`, {
      dispatcher,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(5_000),
    });
    await body.dump();
    return statusCode === 200;
  } finally {
    await dispatcher.destroy();
  }
}
