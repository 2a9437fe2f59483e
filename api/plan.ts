/**
 * The resolved plan of a node: everything that its steps need, copied at the moment of the claim. It stands in the
 * AssetClaim, so that an undo months later undoes what was done, whatever the Flavor or the provider say by then.
 * Only references to Secrets, never their content.
 */
export interface ResolvedPlan {
  provider: string;
  steps: PlannedStep[];
  /** What takes the node down before the undos of `steps` run in reverse. */
  decommission: PlannedStep[];
  inputs: PlanInputs;
}

export interface PlannedStep {
  name: string;
  version: number;
}

export interface SecretRef {
  namespace: string;
  name: string;
}

export interface PlanInputs {
  /** Short name; the FQDN is known when addresses are. */
  hostname: string;
  domain: string;
  fqdn: string;
  asset: PlannedAsset;
  osImage: PlannedImage;
  layout: DiskLayout;
  /** Aliases of disks whose content this install keeps: none before a reinstall. */
  kept?: string[];
  sshKeys: string[];
  deletionPolicy: 'Wipe' | 'Retain';
  probes: { port: number }[];
  systems: PlannedSystems;
}

export interface PlannedAsset {
  name: string;
  manufacturer: string;
  model: string;
  serialNumber?: string;
  rack?: { name: string; unit?: number };
  availabilityZone?: string;
  firmware: 'UEFI' | 'BIOS';
  architecture: string;
  labels: Record<string, string>;
  nics: PlannedNic[];
  disks: PlannedDisk[];
  bmc: { address: string; credentialsSecretRef?: SecretRef; systemId?: string; macs: string[] };
}

export interface PlannedNic {
  /** The device's index as text: what IPAddress.spec.claimRef.device says. */
  device: string;
  /** Lower-case. */
  mac: string;
  l2Domain: string;
  switch?: string;
  subnets: PlannedSubnet[];
  /** Addresses that the node asks for by name. */
  requested: string[];
}

export interface PlannedSubnet {
  name: string;
  vpc: string;
  cidr: string;
  gateway?: string;
  dns: string[];
  ntp: string[];
  domain?: string;
  reserved: string[];
  /** Sequential when it is not said: claims of earlier versions don't. */
  allocation?: 'Sequential' | 'Random' | 'Hash';
  /** Of every machine with an address of the subnet. Plans made before there were routes have none. */
  routes?: PlannedRoute[];
}

export interface PlannedRoute {
  destination: string;
  via: string;
  metric?: number;
}

export interface PlannedDisk {
  name: string;
  sizeGiB: number;
  rotational: boolean;
  byPath?: string;
  model?: string;
}

export interface PlannedImage {
  name: string;
  family: 'RedHat';
  version: string;
  /** The tree that the installer boots from, and gets its packages from. */
  sourceUrl: string;
  /** What is put onto the disk in place of packages: a commit of a repository, or, with docker://, a container image. */
  ostree?: { url: string; ref?: string; osName: string; remote: string; verify: boolean };
  /** A built-in template's name; without meaning beside `templateRef`. */
  template: string;
  /** Where the operator's own template stands. Read when it is filled in: a mended one heals its nodes. */
  templateRef?: { namespace: string; name: string; key: string };
  packages: string[];
  kernelArgs: string[];
}

/** Hints which disk is meant; without any, each will do. */
export interface DiskSelector {
  name?: string;
  minSizeGiB?: number;
  maxSizeGiB?: number;
  rotational?: boolean;
  model?: string;
  byPath?: string;
}

/** A Flavor's partitions, as its schema reads them. */
export interface DiskLayout {
  disks: { select: DiskSelector; as: string; keep?: boolean }[];
  raid: { name: string; level: '0' | '1' | '10'; members: string[]; sizeMiB?: number }[];
  volumeGroups: { name: string; on: string[] }[];
  mounts: {
    path: string;
    sizeMiB: number;
    grow: boolean;
    fsType: 'xfs' | 'ext4' | 'efi' | 'swap' | 'biosboot';
    on?: string;
    raid?: string;
    volumeGroup?: string;
  }[];
}

export interface PlannedSystems {
  foreman: { url: string; credentialsSecretRef: SecretRef; organization: string; location: string };
  cmdb: { type: 'nautobot'; url: string; credentialsSecretRef: SecretRef };
  /** Who chooses addresses; the cluster when it is not said. */
  ipam?: { type: 'cluster' | 'nautobot' };
  dns: { type: 'powerdns'; url: string; credentialsSecretRef: SecretRef; ttl: number };
  probes: { ssh: boolean; proxy?: string };
  /** Milliseconds. */
  timeouts: { install: number; powerOff: number; wipe: number };
  installAttempts: number;
}

/** One address that a node holds. */
export interface NodeAddress {
  device: string;
  mac: string;
  address: string;
  subnet: PlannedSubnet;
}
