export const INSTALLER_EVENTS = ['installed', 'failed', 'booted', 'wiped'] as const;
export type InstallerEvent = (typeof INSTALLER_EVENTS)[number];

/** Takes the public key of a minion that was made on the machine. */
export const SALT_KEY_PATH = 'salt-key';

export type InstallUrls = Record<'kickstart' | 'saltKey' | InstallerEvent, string>;

/** Where a machine asks and reports. `baseUrl` is the settings' `install.url`, with or without a final slash. */
export function installUrls(baseUrl: string, asset: string, token: string): InstallUrls {
  const url = (what: string) => `${baseUrl.replace(/\/+$/, '')}/install/v1/${asset}/${what}?token=${token}`;
  return {
    kickstart: url('kickstart'),
    saltKey: url(SALT_KEY_PATH),
    installed: url('installed'),
    failed: url('failed'),
    booted: url('booted'),
    wiped: url('wiped'),
  };
}
