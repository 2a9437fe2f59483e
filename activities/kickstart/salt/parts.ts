/** What a machine becomes of Salt beside what its plan says, as it is wished for when its kickstart is filled in. */
export interface SaltParts extends Omit<SaltWish, 'minion'> {
  minion?: MinionPart;
}

export interface SaltWish {
  minion?: Omit<MinionPart, 'keyUrl'>;
  master?: MasterPart;
  /** Of a yum repository with Salt's packages; the image's own have them without it. */
  packagesUrl?: string;
}

export interface MinionPart {
  id: string;
  /** Host name or address of the master. */
  master: string;
  roles: string[];
  /** Fingerprint of the key of the one master that it takes; without it, that of the first that answers. */
  masterFingerprint?: string;
  /** Takes the public key that the machine made. */
  keyUrl: string;
}

export interface MasterPart {
  /** Of salt-api, as everybody reaches it. */
  apiUrl: string;
  login: { username: string; password: string };
  /** In PEM. The machine makes its own where an https api has none. */
  tls?: { certificate: string; key: string };
  /** How git logs in where the states come from. */
  git?: GitLogin;
}

export type GitLogin =
  | { kind: 'password'; repository: string; username: string; password: string }
  | { kind: 'key'; privateKey: string; knownHosts?: string };

/** Where the master keeps what it serves, and the runner module that does. */
export const MASTER_DIR = '/srv/bedplate';
export const MINION_KEY = '/etc/salt/pki/minion/minion.pub';
