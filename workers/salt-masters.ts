import { createHash } from 'node:crypto';
import { SaltMasterApi } from '../activities/adapters/salt/salt-api.ts';
import type { ConnectRule } from '../activities/http/connect-to.ts';
import { Http } from '../activities/http/http.ts';
import type { OpenSalt, SaltApi } from '../activities/ports/salt-api.ts';
import { cancellation, login, type Secrets } from './outside-systems.ts';

/** salt-api is of few threads: more calls at once only wait there. */
const CONNECTIONS = 16;
/** A minion that says nothing is waited for by Salt itself, twice. */
const TIMEOUT_MS = 60_000;
/** A whole slice returns in one answer, and one minion may have said hundreds of kilobytes. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;

/** One adapter for each master and login: it keeps a session, and the next caller needs none of its own. */
export function createSaltMasters(secrets: Secrets, connectTo: readonly ConnectRule[]): OpenSalt {
  const limits = { connections: CONNECTIONS, timeoutMs: TIMEOUT_MS, maxBodyBytes: MAX_BODY_BYTES };
  const http = new Http({ connectTo, signal: cancellation, ...limits });
  const known = new Map<string, SaltApi>();

  return async ({ url, eauth, credentialsSecretRef: ref }) => {
    const credentials = login((await secrets.read(ref)).values, ref);
    const hash = createHash('sha256').update(JSON.stringify(credentials)).digest('hex');
    const key = `${url} ${eauth} ${hash}`;
    const salt = known.get(key) ?? new SaltMasterApi({ url, credentials, eauth, http });
    known.set(key, salt);
    return salt;
  };
}
