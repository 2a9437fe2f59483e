import type { Json } from '../../storage/json.ts';

export interface Host {
  id: number;
  /** FQDN when the host has a domain; always lower case. */
  name: string;
  domainId: number | null;
  organizationId: number | null;
  locationId: number | null;
  architectureId: number | null;
  operatingSystemId: number | null;
  mediumId: number | null;
  ptableId: number | null;
  hostgroupId: number | null;
  managed: boolean;
  build: boolean;
  enabled: boolean;
  pxeLoader: string | null;
  comment: string | null;
  /** SHA-512 crypt of the root password; only DELETE replies show it. */
  rootPassHash: string | null;
  parameters: HostParameter[];
  interfaces: Interface[];
  token: BuildToken | null;
  /** ISO times; `installedAt` stays when the host is built again. */
  initiatedAt: string | null;
  installedAt: string | null;
  /** Log of a failed installation. */
  buildErrors: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface BuildToken {
  value: string;
  /** Milliseconds since the epoch; null: never. */
  expiresAt: number | null;
}

export interface HostParameter {
  id: number;
  name: string;
  value: Json;
  type: string;
}

export interface Interface {
  id: number;
  type: 'interface' | 'bmc' | 'bond' | 'bridge';
  identifier: string | null;
  mac: string | null;
  ip: string | null;
  ip6: string | null;
  subnetId: number | null;
  primary: boolean;
  provision: boolean;
  managed: boolean;
  /** BMC only. */
  provider: string | null;
  username: string | null;
  password: string | null;
}

export const interfaceTypes = ['interface', 'bmc', 'bond', 'bridge'] as const;

export function primaryInterface(host: Host): Interface | undefined {
  return host.interfaces.find((nic) => nic.primary);
}

export function provisionInterface(host: Host): Interface | undefined {
  return host.interfaces.find((nic) => nic.provision) ?? primaryInterface(host);
}
