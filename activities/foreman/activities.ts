import { ApplicationFailure } from '@temporalio/common';
import type { Owner } from '../../api/owner.ts';
import type { PlannedAsset, PlannedImage, PlannedSystems } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import { foremanTemplate } from '../kickstart/foreman-template.ts';
import type { Host, InstallSource } from '../ports/host-registry.ts';
import type { InstallSlots } from '../ports/install-slots.ts';
import type { Systems } from '../systems/systems.ts';
import { createBuildWatch } from './build-watch.ts';

type Foreman = PlannedSystems['foreman'];

interface HostKey {
  owner: Owner;
  foreman: Foreman;
  fqdn: string;
}

interface SetBuild extends HostKey {
  build: boolean;
  /** Whose install slot is given back. */
  provider?: string;
}

export interface CreateHost extends HostKey {
  purpose: 'install' | 'wipe';
  asset: PlannedAsset;
  image: PlannedImage;
  ip?: string;
  ip6?: string;
}

/** Where a machine asks for its kickstart, token included: made here, so that it is in no history. */
export type KickstartUrl = (purpose: 'install' | 'wipe', asset: string, owner: Owner) => string;

export interface ForemanDeps {
  systems: Pick<Systems, 'hosts'>;
  kickstartUrl: KickstartUrl;
  slots: Pick<InstallSlots, 'giveBack'>;
}

export type Built = { result: 'installed' } | { result: 'failed'; detail: string };

/** How soon a waiting node is looked at again; the list behind it is shared. */
const LOOK_AGAIN = '10s';

export function foremanActivities({ systems, kickstartUrl, slots }: ForemanDeps) {
  const watches = new Map<string, ReturnType<typeof createBuildWatch>>();
  function watchOf(foreman: Foreman) {
    const known = watches.get(foreman.url) ?? createBuildWatch(() => systems.hosts(foreman));
    watches.set(foreman.url, known);
    return known;
  }

  return {
    /** With the Secret as it is now. */
    async 'foreman.ping'({ foreman }: { foreman: Foreman }): Promise<void> {
      await (await systems.hosts(foreman, 'fresh')).ping();
    },

    /** The host and what it needs, build mode untouched. */
    async 'foreman.createHost'({ owner, foreman, fqdn, purpose, asset, image, ip, ip6 }: CreateHost): Promise<void> {
      const hosts = await systems.hosts(foreman);
      const source = installSource(foreman, asset, image);
      await hosts.ensureSource(source);
      const nic = asset.nics[0];
      if (!nic) throw new Failure('InvalidInput', `Asset ${asset.name} has no network device to boot from`);
      await hosts.ensureHost({
        fqdn,
        owner,
        source,
        mac: nic.mac,
        ip,
        ip6,
        firmware: asset.firmware,
        parameters: { bedplate_kickstart: kickstartUrl(purpose, asset.name, owner) },
      });
    },

    /** With `provider` where an install ends: whatever Foreman says then, the next machine may install. */
    async 'foreman.setBuild'({ owner, foreman, fqdn, build, provider }: SetBuild): Promise<void> {
      if (provider !== undefined) await slots.giveBack(provider, owner.installId);
      const hosts = await systems.hosts(foreman);
      await hosts.setBuild(fqdn, owner, build);
    },

    /** Fails, to be tried again, until Foreman says that the build of this installId ended. */
    async 'foreman.awaitBuilt'({ owner, foreman, fqdn }: HostKey): Promise<Built> {
      const notYet = (message: string) =>
        ApplicationFailure.create({ message, type: 'Unavailable', category: 'BENIGN', nextRetryDelay: LOOK_AGAIN });
      try {
        const built = verdictOf(await watchOf(foreman)(fqdn, owner.installId), owner);
        if (built) return built;
      } catch (error) {
        // Foreman is mended one day: the watch must still be there then.
        if (error instanceof Failure && error.outage) throw notYet(error.message);
        throw error;
      }
      throw notYet(`${fqdn} is still being installed`);
    },

    /** Marks a host that is there as the owner's. */
    async 'foreman.adoptHost'({ owner, foreman, fqdn, macs }: HostKey & { macs: string[] }): Promise<void> {
      await (await systems.hosts(foreman)).adopt(fqdn, macs, owner);
    },

    /** Takes the owner's mark off, and leaves the host as it is. */
    async 'foreman.disownHost'({ owner, foreman, fqdn }: HostKey): Promise<void> {
      await (await systems.hosts(foreman)).disown(fqdn, owner);
    },

    /** Deletes ours. A host of somebody else is left alone: then there is nothing of ours to delete. */
    async 'foreman.deleteHost'({ owner, foreman, fqdn }: HostKey): Promise<'deleted' | 'absent' | "somebody else's"> {
      const hosts = await systems.hosts(foreman);
      try {
        return await hosts.deleteHost(fqdn, owner);
      } catch (error) {
        if (error instanceof Failure && error.type === 'Conflict') return "somebody else's";
        throw error;
      }
    },
  };
}

/** Only a build that began and ended under this installId counts. */
export function verdictOf(host: Host | undefined, owner: Owner): Built | undefined {
  if (!host || host.owner?.uid !== owner.uid || host.owner.installId !== owner.installId || host.build)
    return undefined;
  if (host.buildError) return { result: 'failed', detail: host.buildError.slice(-4096) };
  const { initiatedAt, installedAt } = host;
  if (!installedAt || !initiatedAt || Date.parse(installedAt) < Date.parse(initiatedAt)) return undefined;
  return { result: 'installed' };
}

function installSource(foreman: Foreman, asset: PlannedAsset, image: PlannedImage): InstallSource {
  const [major = '', minor = ''] = image.version.split('.');
  return {
    organization: foreman.organization,
    location: foreman.location,
    architecture: asset.architecture,
    operatingSystem: { name: `Bedplate-${image.name}`, major, minor },
    medium: { name: `Bedplate ${image.name}`, path: image.sourceUrl },
    template: { name: 'Bedplate kickstart', text: foremanTemplate() },
  };
}
