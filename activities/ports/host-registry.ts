import type { Owner } from '../../api/owner.ts';
import type { HostReport, Page, PageRequest } from '../../api/survey.ts';

/** What must stand in the installer's system before a host can be built: all of it is shared between hosts. */
export interface InstallSource {
  organization: string;
  location: string;
  /** Such as "x86_64". */
  architecture: string;
  operatingSystem: { name: string; major: string; minor: string };
  /** A mirror to install from. */
  medium: { name: string; path: string };
  /** The provisioning template: its whole text, one `%include` of our install endpoint. */
  template: { name: string; text: string };
}

export interface HostRequest {
  fqdn: string;
  owner: Owner;
  source: InstallSource;
  /** Lower-case, of the device that boots from the network. */
  mac: string;
  ip?: string;
  ip6?: string;
  firmware: 'UEFI' | 'BIOS';
  /** Host parameters that the template reads; the owner mark is added by the adapter. */
  parameters: Readonly<Record<string, string>>;
}

export interface Host {
  fqdn: string;
  /** undefined: somebody else's, or nobody's. */
  owner: Owner | undefined;
  mac: string;
  build: boolean;
  /** RFC 3339, when the last build began and ended. */
  initiatedAt?: string;
  installedAt?: string;
  /** What the installer reported when the build failed. */
  buildError?: string;
}

/**
 * The system that machines ask what to install (Foreman). Every call may be repeated: it reads first and writes only
 * what differs.
 */
export interface HostRegistry {
  /** A cheap read that needs our login: whether the system answers us. Fails as any call does. */
  ping(): Promise<void>;
  /**
   * Makes what all hosts of an image share. Cheap when it is there already: what was confirmed holds for a minute.
   * InvalidInput when organization or location is missing. Shared things bear no mark: one whose name begins with
   * "bedplate" (in any case) is brought to what the source says; another that differs is a Conflict.
   */
  ensureSource(source: InstallSource): Promise<void>;
  /** Undefined when there is none of that name. */
  find(fqdn: string): Promise<Host | undefined>;
  /**
   * Creates the host with build off, or brings ours (same owner uid) to this state: parameters, MAC, addresses. Sees to
   * the source itself, and to the FQDN's domain. Parameters of others stay. A lost reply is no second host. RaceLost
   * when something shared went away meanwhile: asked again, it is made anew. Throws Conflict (both owners named) when the FQDN or the MAC is somebody else's.
   */
  ensureHost(request: HostRequest): Promise<Host>;
  /**
   * Switches build mode. `true` again on a host in build mode renews nothing, unless its one-shot token has expired;
   * after it was off, a new one is made. NotFound without the host; Conflict when it is not the owner's.
   */
  setBuild(fqdn: string, owner: Owner, build: boolean): Promise<Host>;
  /**
   * Marks a host that is there already as the owner's; nothing else of it changes. NotFound without it. Conflict when it
   * is another's, has none of these MACs, or is in build mode: it would be installed at its next boot.
   */
  adopt(fqdn: string, macs: readonly string[], owner: Owner): Promise<void>;
  /** Takes the owner's mark off again; a host that doesn't bear it stays as it is. */
  disown(fqdn: string, owner: Owner): Promise<void>;
  /** Hosts whosever they are. Only reads. */
  hosts(page: PageRequest): Promise<Page<HostReport>>;
  /** All hosts that bear a mark of ours, in pages, build errors included: one list call serves every waiting node. */
  list(): Promise<Host[]>;
  /** Deletes ours. "absent" when it is gone already. Conflict when it is not the owner's: nothing is deleted. */
  deleteHost(fqdn: string, owner: Owner): Promise<'deleted' | 'absent'>;
}
