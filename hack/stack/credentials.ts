import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';

/** What the simulated systems accept, and what the Secrets of the stack therefore hold. */
export const simulatorCredentials = {
  foreman: { username: 'admin', password: 'changeme' },
  redfish: { username: 'admin', password: 'password' },
  nautobot: { token: '0123456789abcdef0123456789abcdef01234567' },
  powerdns: { apiKey: 'changeme' },
  salt: { username: 'bedplate', password: 'changeme' },
} as const;

export const systemSecrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  foreman: simulatorCredentials.foreman,
  cmdb: simulatorCredentials.nautobot,
  dns: simulatorCredentials.powerdns,
  salt: simulatorCredentials.salt,
  'bmc-default': simulatorCredentials.redfish,
};

/** Kept when it is there: machines that are being installed hold tokens made with it. */
export function writeInstallKeys(file: string): void {
  if (existsSync(file)) return;
  const keys = { current: 'k1', keys: { k1: randomBytes(32).toString('hex') } };
  writeFileSync(file, `${JSON.stringify(keys)}\n`, { mode: 0o600 });
}
