import { createHash } from 'node:crypto';
import { asyncLocalStorage } from '@temporalio/activity';
import { BmcDrivers } from '../activities/adapters/bmc-drivers.ts';
import { Foreman } from '../activities/adapters/foreman/foreman.ts';
import { Nautobot } from '../activities/adapters/nautobot/nautobot.ts';
import { PowerDns } from '../activities/adapters/powerdns/powerdns.ts';
import { TcpProbe } from '../activities/adapters/tcp-probe.ts';
import { Failure } from '../activities/failure.ts';
import type { ConnectRule } from '../activities/http/connect-to.ts';
import { Http } from '../activities/http/http.ts';
import type { SecretAge, Systems } from '../activities/systems/systems.ts';
import type { ClusterClient } from '../api/cluster/index.ts';
import type { SecretRef } from '../api/plan.ts';

export interface OutsideOptions {
  client: Pick<ClusterClient, 'getSecret'>;
  connectTo: readonly ConnectRule[];
}

/** How long a Secret's values are used before it is read again: a mended password works within this time. */
const SECRET_MS = 10_000;
/** BMCs are many and slow; each gets few connections. */
const BMC_CONNECTIONS = 2;

/** The adapters of every system that a plan may name, each made once for its address and credentials. */
export function createSystems({ client, connectTo }: OutsideOptions): Systems {
  const secret = secretReader(client);
  const https = new Map<string, Http>();
  const ports = new Map<string, unknown>();
  const bmcHttp = new Http({ connectTo, connections: BMC_CONNECTIONS, signal: cancellation });
  const bmcs = new BmcDrivers({
    http: bmcHttp,
    credentials: async (ref) => login(await secret(ref ?? DEFAULT_BMC), ref),
  });

  function httpOf(url: string): Http {
    const known = https.get(url) ?? new Http({ connectTo, signal: cancellation });
    https.set(url, known);
    return known;
  }

  /** Adapters keep what they learnt (zones, ids); a changed credential makes a new one. */
  function once<T>(url: string, credentials: object, make: () => T): T {
    const digest = createHash('sha256').update(JSON.stringify(credentials)).digest('hex');
    const key = `${url} ${digest}`;
    if (!ports.has(key)) ports.set(key, make());
    return ports.get(key) as T;
  }

  return {
    async hosts({ url, credentialsSecretRef }, age) {
      const credentials = login(await secret(credentialsSecretRef, age), credentialsSecretRef);
      return once(url, credentials, () => new Foreman({ url, credentials, http: httpOf(url) }));
    },
    async cmdb({ url, credentialsSecretRef }, age) {
      const credentials = { token: field(await secret(credentialsSecretRef, age), 'token', credentialsSecretRef) };
      return once(url, credentials, () => new Nautobot({ url, credentials, http: httpOf(url) }));
    },
    async dns({ url, credentialsSecretRef }, age) {
      const credentials = { apiKey: field(await secret(credentialsSecretRef, age), 'apiKey', credentialsSecretRef) };
      return once(url, credentials, () => new PowerDns({ url, credentials, http: httpOf(url) }));
    },
    bmc: (target) => bmcs.open(target),
    probe: new TcpProbe({ connectTo, signal: cancellation }),
  };
}

const DEFAULT_BMC: SecretRef = { namespace: 'bedplate-system', name: 'bmc-default' };

type Values = Record<string, string>;

/** A cancelled activity gives up its request; what is shared between activities has no context, and goes on. */
function cancellation(): AbortSignal | undefined {
  return asyncLocalStorage.getStore()?.cancellationSignal;
}

function secretReader(client: Pick<ClusterClient, 'getSecret'>) {
  const cache = new Map<string, { values: Promise<Values>; until: number }>();
  return function read(ref: SecretRef, age: SecretAge = 'kept'): Promise<Values> {
    const key = `${ref.namespace}/${ref.name}`;
    const known = cache.get(key);
    if (age === 'kept' && known && known.until > Date.now()) return known.values;
    const values = client.getSecret(ref).then((found) => {
      if (found) return found.values;
      throw new Failure('NotFound', `There is no Secret ${key}: create it with the credentials`, {
        waitsFor: [{ kind: 'Secret', name: key }],
        outage: 'refused',
      });
    });
    cache.set(key, { values, until: Date.now() + SECRET_MS });
    values.catch(() => cache.get(key)?.values === values && cache.delete(key));
    return values;
  };
}

function field(values: Values, name: string, ref: SecretRef): string {
  const value = values[name];
  if (value) return value;
  throw new Failure('InvalidInput', `Secret ${ref.namespace}/${ref.name} has no key "${name}": add it`, {
    waitsFor: [{ kind: 'Secret', name: `${ref.namespace}/${ref.name}` }],
    outage: 'refused',
  });
}

function login(values: Values, ref: SecretRef = DEFAULT_BMC): { username: string; password: string } {
  return { username: field(values, 'username', ref), password: field(values, 'password', ref) };
}
