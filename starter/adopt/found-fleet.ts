import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { IPAddress, L2Domain, Subnet } from '../../api/kinds/network.ts';
import type { DeviceReport, HostReport } from '../../api/survey.ts';

/** All that a decision about adopting needs: what runs, by Foreman and the CMDB, and what the cluster knows. */
export interface FoundFleet {
  hosts: readonly HostReport[];
  devices: readonly DeviceReport[];
  assets: readonly ComputeAsset[];
  claims: readonly AssetClaim[];
  nodes: readonly ComputeNode[];
  addresses: readonly IPAddress[];
  l2Domains: readonly L2Domain[];
  subnets: readonly Subnet[];
}

/** What the new nodes say, beside what they adopt. */
export interface NodeWish {
  namespace: string;
  provider: string;
  flavor: string;
  image: string;
  labels: Readonly<Record<string, string>>;
}
