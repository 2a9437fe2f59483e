import type { AddressInfo } from 'node:net';
import { type IncomingHttpHeaders, request } from 'node:http';
import { parseInstallKeys } from '../../../activities/kickstart/install-keys.ts';
import { type InstallGrant, mintInstallToken } from '../../../activities/kickstart/install-token.ts';
import type { AssetClaim } from '../../../api/kinds/asset-claim.ts';
import type { IPAddress } from '../../../api/kinds/network.ts';
import type { RequestLogEntry } from '../../../workers/install-endpoint/deps.ts';
import type { SaltWish } from '../../../activities/kickstart/salt/parts.ts';
import { createInstallEndpoint } from '../../../workers/install-endpoint/install-endpoint.ts';
import type { InstallerMessage, NodeRef } from '../../../workflows/contract.ts';
import { aPlan } from '../kickstart/a-plan.ts';

export const BASE_URL = 'http://install.example:8080';
export const NODE: NodeRef = { namespace: 'default', name: 'web-1', uid: 'uid-of-web-1' };
export const INSTALL_ID = 'install-2';
const FORM = 'application/x-www-form-urlencoded';
export const NOW = '2026-11-23T20:00:00.000Z';

const keys = parseInstallKeys(JSON.stringify({ current: 'k1', keys: { k1: 'a1'.repeat(32) } }), 'keys');
const otherKeys = parseInstallKeys(JSON.stringify({ current: 'k9', keys: { k9: 'a1'.repeat(32) } }), 'keys');

export function tokenFor(change: Partial<InstallGrant> = {}): string {
  return mintInstallToken(keys, { purpose: 'install', uid: NODE.uid, installId: INSTALL_ID, ...change });
}

export function tokenOfUnknownKey(): string {
  return mintInstallToken(otherKeys, { purpose: 'install', uid: NODE.uid, installId: INSTALL_ID });
}

export function aClaim(change: Partial<AssetClaim['spec']> = {}): AssetClaim {
  const steps = [{ name: 'install', version: 1 }];
  const plan = { provider: 'native', steps, decommission: steps, inputs: { ...aPlan() } };
  const spec = { nodeRef: NODE, installId: INSTALL_ID, booted: true, attempt: 1, plan, why: [], ...change };
  return { apiVersion: 'infra.tess.io/v1alpha1', kind: 'AssetClaim', metadata: { name: 'r1-a01' }, spec };
}

export function anAddressObject(address: string, subnet: string): IPAddress {
  const claimRef = { kind: 'ComputeNode' as const, ...NODE, device: '1' };
  return { apiVersion: '', kind: 'IPAddress', metadata: { name: address }, spec: { address, subnet, claimRef } };
}

export interface Lab {
  claims: Map<string, AssetClaim>;
  addresses: IPAddress[];
  salt: SaltWish;
  /** Somebody writes the claim between our look and our note. */
  claimChanges: boolean;
  reported: boolean;
  apiserverDown: boolean;
  temporalDown: boolean;
  heard: { node: NodeRef; message: InstallerMessage }[];
  logged: RequestLogEntry[];
  get: (url: string) => Promise<Reply>;
  post: (url: string, body?: string | Buffer, type?: string) => Promise<Reply>;
}

export interface Reply {
  status: number;
  body: string;
  headers: IncomingHttpHeaders;
}

const running: ReturnType<typeof createInstallEndpoint>[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()));
});

/** The endpoint with a world around it that a test can break. */
export async function aLab(): Promise<Lab> {
  const app = createInstallEndpoint({
    baseUrl: BASE_URL,
    keys,
    findClaim: async (asset) => {
      if (lab.apiserverDown) throw new Error('connect ECONNREFUSED');
      return lab.claims.get(asset);
    },
    findTemplate: async () => undefined,
    findSalt: async () => lab.salt,
    noteSaltKey: async ({ metadata, spec }, minionKey) => {
      if (lab.claimChanges) return false;
      lab.claims.set(metadata.name, aClaim({ ...spec, salt: { installId: spec.installId, minionKey } }));
      return true;
    },
    findAddresses: async (uid) => (uid === NODE.uid ? lab.addresses : []),
    installReported: async () => {
      if (lab.temporalDown) throw new Error('14 UNAVAILABLE');
      return lab.reported;
    },
    signal: async (node, message) => {
      if (lab.temporalDown) throw new Error('14 UNAVAILABLE: token=k1.inside');
      lab.heard.push({ node, message });
    },
    log: (entry) => lab.logged.push(entry),
    now: () => new Date(NOW),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  running.push(app);
  const { port } = app.server.address() as AddressInfo;
  const lab: Lab = {
    claims: new Map([['r1-a01', aClaim()]]),
    addresses: [anAddressObject('10.1.1.11', 'r1-v4')],
    salt: {},
    claimChanges: false,
    reported: false,
    apiserverDown: false,
    temporalDown: false,
    heard: [],
    logged: [],
    get: (url) => send(port, 'GET', url),
    post: (url, body, type) => send(port, 'POST', url, body, type),
  };
  return lab;
}

export function url(what: string, token: string, asset = 'r1-a01'): string {
  return `/install/v1/${asset}/${what}?token=${token}`;
}

/** As curl does: the path goes out as it is, unescaped. */
function send(port: number, method: string, path: string, body?: string | Buffer, type = FORM): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), headers: response.headers });
    });
    call.on('error', reject);
    call.end(body);
  });
}
