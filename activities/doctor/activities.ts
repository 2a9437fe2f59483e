import type { ClusterClient } from '../../api/cluster/index.ts';
import { inspection, type DoctorSystem, type Inspection, type Unanswered } from '../../api/doctor.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeProvider } from '../../api/kinds/compute-provider.ts';
import type { PlannedSystems } from '../../api/plan.ts';
import type { Systems } from '../systems/systems.ts';
import { compareClaims } from './claims.ts';
import type { Ailing, Span } from './compare.ts';
import { readLive } from './live.ts';
import { compareHosts, compareRecords, compareRecordSets } from './outside.ts';
import { readPowers } from './powers.ts';

export interface DoctorDeps {
  client: ClusterClient;
  systems: Systems;
}

type Outside = Pick<PlannedSystems, 'foreman' | 'cmdb' | 'dns'>;

/** Every system that a provider, or the plan of a claim, names; and in how many parts the BMCs are asked. */
export interface KnownSystems {
  foreman: Outside['foreman'][];
  cmdb: Outside['cmdb'][];
  dns: Outside['dns'][];
  bmcParts: number;
}

const ASSETS_A_PART = 200;

/** Looks of `bedplate doctor`. Each only reads, compares where it is, and answers findings: no big list is in a history. */
export function doctorActivities({ client, systems }: DoctorDeps) {
  async function around<T>(list: () => Promise<readonly T[]>): Promise<{ span: Span; listed: readonly T[] }> {
    const before = await readLive(client);
    const listed = await list();
    return { span: { before, after: await readLive(client) }, listed };
  }

  async function inspect<T>(
    system: DoctorSystem,
    url: string,
    list: () => Promise<readonly T[]>,
    compare: (listed: readonly T[], span: Span, url: string) => Ailing[],
  ): Promise<Inspection> {
    const { span, listed } = await around(list);
    return inspection(system, url, listed.length, compare(listed, span, url));
  }

  return {
    scheduler: {
      async 'claim.systems'(): Promise<KnownSystems> {
        const { claims } = await readLive(client);
        const providers = await client.list(computeProvider);
        const assets = await client.list(computeAsset);
        const named: Outside[] = [
          ...providers.items.flatMap(({ spec }) => (spec.native ? [spec.native] : [])),
          ...claims.flatMap(({ inputs }) => (inputs ? [inputs.systems] : [])),
        ];
        return {
          foreman: distinct(named.map(({ foreman }) => foreman)),
          cmdb: distinct(named.map(({ cmdb }) => cmdb)),
          dns: distinct(named.map(({ dns }) => dns)),
          bmcParts: Math.ceil(assets.items.length / ASSETS_A_PART),
        };
      },

      async 'claim.inspect'(): Promise<Inspection> {
        const { span } = await around(async () => []);
        const looked = span.after.claims.length + span.after.addresses.length;
        return inspection('kubernetes', 'AssetClaims and IPAddresses', looked, compareClaims(span));
      },
    },

    foreman: {
      'foreman.inspect': ({ foreman }: Pick<Outside, 'foreman'>) =>
        inspect('foreman', foreman.url, async () => (await systems.hosts(foreman)).list(), compareHosts),
    },

    cmdb: {
      'cmdb.inspect': ({ cmdb }: Pick<Outside, 'cmdb'>) =>
        inspect('cmdb', cmdb.url, async () => (await systems.cmdb(cmdb)).marked(), compareRecords),
    },

    dns: {
      'dns.inspect': ({ dns }: Pick<Outside, 'dns'>) =>
        inspect('dns', dns.url, async () => (await systems.dns(dns)).list(), compareRecordSets),
    },

    bmc: {
      /** Machines that run though nobody claims them, of one part of the assets. */
      async 'bmc.inspect'({
        part,
        parts,
      }: {
        part: number;
        parts: number;
      }): Promise<{ inspection: Inspection; unanswered: Unanswered[] }> {
        const before = new Set((await client.list(assetClaim)).items.map(({ metadata }) => metadata.name));
        const assets = (await client.list(computeAsset)).items
          .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
          .filter((asset, index) => index % parts === part && !before.has(asset.metadata.name));
        const { on, unanswered } = await readPowers(systems, assets);
        const after = new Set((await client.list(assetClaim)).items.map(({ metadata }) => metadata.name));
        const findings = on.filter((asset) => !after.has(asset)).map(unclaimed);
        return { inspection: inspection('bmc', 'unclaimed assets', assets.length, findings), unanswered };
      },
    },
  };
}

function unclaimed(asset: string): Ailing {
  return {
    ailment: 'Orphan',
    object: `machine ${asset}`,
    owner: '',
    why: 'it is powered on, and nobody claims its asset',
    advice: `see what runs on ${asset} before the scheduler takes it: power it off at its BMC, or taint the ComputeAsset`,
  };
}

function distinct<T extends { url: string }>(systems: readonly T[]): T[] {
  return [...new Map(systems.map((system) => [system.url, system])).values()];
}
