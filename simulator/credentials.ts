/** What the simulated systems accept. */
export interface Credentials {
  foreman: Login;
  redfish: Login;
  nautobot: { token: string };
  powerdns: { apiKey: string };
  salt: Login;
}

export interface Login {
  username: string;
  password: string;
}

export function defaultCredentials(): Credentials {
  return {
    foreman: { username: 'admin', password: 'changeme' },
    redfish: { username: 'admin', password: 'password' },
    nautobot: { token: '0123456789abcdef0123456789abcdef01234567' },
    powerdns: { apiKey: 'changeme' },
    salt: { username: 'bedplate', password: 'changeme' },
  };
}

/** The login in an `Authorization: Basic` header, or null when there is none. */
export function basicLogin(header: string | undefined): Login | null {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return null;
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

export function sameLogin(left: Login, right: Login): boolean {
  return left.username === right.username && left.password === right.password;
}
