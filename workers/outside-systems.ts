import { createHash } from 'node:crypto';
import { asyncLocalStorage } from '@temporalio/activity';
import { BmcDrivers } from '../activities/adapters/bmc-drivers.ts';
import { Foreman } from '../activities/adapters/foreman/foreman.ts';
import { NautobotAddressPool } from '../activities/adapters/nautobot/address-pool.ts';
import { Nautobot } from '../activities/adapters/nautobot/nautobot.ts';
import { PowerDns } from '../activities/adapters/powerdns/powerdns.ts';
import { TcpProbe } from '../activities/adapters/tcp-probe.ts';
import type { Breakers, Target } from '../activities/breaker/breakers.ts';
import { Failure } from '../activities/failure.ts';
import type { ConnectRule } from '../activities/http/connect-to.ts';
import { Http } from '../activities/http/http.ts';
import type { SecretAge, Systems } from '../activities/systems/systems.ts';
import type { ClusterClient, Secret } from '../api/cluster/index.ts';
import type { SecretRef } from '../api/plan.ts';

export interface OutsideOptions {
  secrets: Secrets;
  breakers: Pick<Breakers, 'guard' | 'withoutLogin'>;
  connectTo: readonly ConnectRule[];
}

/** How long a Secret's values are used before it is read again: a mended password works within this time. */
const SECRET_MS = 10_000;
/** BMCs are many and slow; each gets few connections. */
const BMC_CONNECTIONS = 2;

/** The adapters of every system that a plan may name, each made once for its address and credentials. */
export function createSystems({ secrets: secret, breakers, connectTo }: OutsideOptions): Systems {
  const https = new Map<string, Http>();
  const ports = new Map<string, unknown>();
  const bmcHttp = new Http({ connectTo, connections: BMC_CONNECTIONS, signal: cancellation });
  const bmcs = new BmcDrivers({
    http: bmcHttp,
    credentials: async (ref) => login((await secret.read(ref ?? DEFAULT_BMC)).values, ref),
  });

  function httpOf(url: string): Http {
    const known = https.get(url) ?? new Http({ connectTo, signal: cancellation });
    https.set(url, known);
    return known;
  }

  /**
   * Adapters keep what they learnt (zones, ids); a changed credential makes a new one. Each stands behind the breaker of
   * its address and credential.
   */
  async function open<Port extends object, Credentials extends object>(
    target: Target,
    age: SecretAge | undefined,
    read: (values: Values) => Credentials,
    make: (credentials: Credentials) => Port,
    /** Where one system serves two ports. */
    part = '',
  ): Promise<Port> {
    let kept: Secret;
    let credentials: Credentials;
    try {
      kept = await secret.read(target.credentialsSecretRef, age);
      credentials = read(kept.values);
    } catch (error) {
      throw error instanceof Failure ? breakers.withoutLogin(error, target) : error;
    }
    const login = createHash('sha256').update(JSON.stringify(credentials)).digest('hex');
    const key = `${target.system} ${part} ${target.url} ${login}`;
    const port = (ports.get(key) as Port | undefined) ?? make(credentials);
    ports.set(key, port);
    return breakers.guard(port, target, kept.version, login);
  }

  return {
    hosts({ url, credentialsSecretRef: ref }, age) {
      return open(
        { system: 'foreman', url, credentialsSecretRef: ref },
        age,
        (values) => login(values, ref),
        (credentials) => new Foreman({ url, credentials, http: httpOf(url) }),
      );
    },
    cmdb({ url, credentialsSecretRef: ref }, age) {
      return open(
        { system: 'cmdb', url, credentialsSecretRef: ref },
        age,
        (values) => ({ token: field(values, 'token', ref) }),
        (credentials) => new Nautobot({ url, credentials, http: httpOf(url) }),
      );
    },
    addressPool({ url, credentialsSecretRef: ref }) {
      return open(
        { system: 'cmdb', url, credentialsSecretRef: ref },
        undefined,
        (values) => ({ token: field(values, 'token', ref) }),
        (credentials) => new NautobotAddressPool({ url, credentials, http: httpOf(url) }),
        'addresses',
      );
    },
    dns({ url, credentialsSecretRef: ref }, age) {
      return open(
        { system: 'dns', url, credentialsSecretRef: ref },
        age,
        (values) => ({ apiKey: field(values, 'apiKey', ref) }),
        (credentials) => new PowerDns({ url, credentials, http: httpOf(url) }),
      );
    },
    bmc: (target) => bmcs.open(target),
    bmcSystems: (target) => bmcs.systems(target),
    probe: new TcpProbe({ connectTo, signal: cancellation }),
  };
}

/** For what drain hooks are posted to. */
export function createDrainHttp(connectTo: readonly ConnectRule[]): Http {
  return new Http({ connectTo, signal: cancellation });
}

const DEFAULT_BMC: SecretRef = { namespace: 'bedplate-system', name: 'bmc-default' };

type Values = Record<string, string>;

/** A cancelled activity gives up its request; what is shared between activities has no context, and goes on. */
export function cancellation(): AbortSignal | undefined {
  return asyncLocalStorage.getStore()?.cancellationSignal;
}

/** Secrets as they were some seconds ago at most. */
export interface Secrets {
  read(ref: SecretRef, age?: SecretAge): Promise<Secret>;
  /** Somebody mended something: all are read again. */
  forget(): void;
}

export function createSecrets(client: Pick<ClusterClient, 'getSecret'>): Secrets {
  const cache = new Map<string, { secret: Promise<Secret>; until: number }>();

  function read(ref: SecretRef, age: SecretAge = 'kept'): Promise<Secret> {
    const key = `${ref.namespace}/${ref.name}`;
    const known = cache.get(key);
    if (age === 'kept' && known && known.until > Date.now()) return known.secret;
    const secret = client.getSecret(ref).then((found) => {
      if (found) return found;
      throw new Failure('NotFound', `There is no Secret ${key}: create it with the credentials`, {
        waitsFor: [{ kind: 'Secret', name: key }],
        outage: 'refused',
      });
    });
    cache.set(key, { secret, until: Date.now() + SECRET_MS });
    secret.catch(() => cache.get(key)?.secret === secret && cache.delete(key));
    return secret;
  }

  return { read, forget: () => cache.clear() };
}

function field(values: Values, name: string, ref: SecretRef): string {
  const value = values[name];
  if (value) return value;
  throw new Failure('InvalidInput', `Secret ${ref.namespace}/${ref.name} has no key "${name}": add it`, {
    waitsFor: [{ kind: 'Secret', name: `${ref.namespace}/${ref.name}` }],
    outage: 'refused',
  });
}

export function login(values: Values, ref: SecretRef = DEFAULT_BMC): { username: string; password: string } {
  return { username: field(values, 'username', ref), password: field(values, 'password', ref) };
}
