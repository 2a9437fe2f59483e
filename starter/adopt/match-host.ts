import { ACCEPTED_CONDITION } from '../../api/conditions.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import { describeOwner, parseOwner } from '../../api/owner.ts';
import type { DeviceReport, HostReport } from '../../api/survey.ts';
import type { FoundFleet } from './found-fleet.ts';

/** The one asset and the one device that a host stands for, or why it is not taken for them. */
export type Match = { asset: ComputeAsset; device: DeviceReport } | { why: string };

export function matchHost(host: HostReport, fleet: FoundFleet): Match {
  const asset = assetOf(host, fleet);
  if ('why' in asset) return asset;
  const device = deviceOf(asset, fleet);
  return 'why' in device ? device : { asset, device };
}

/** By its MAC; undefined when there is none, or it can't be told which. */
export function assetsOf(host: HostReport, { assets }: Pick<FoundFleet, 'assets'>): ComputeAsset[] {
  return assets.filter((asset) => host.mac !== '' && macsOf(asset).includes(host.mac));
}

function assetOf(host: HostReport, fleet: FoundFleet): ComputeAsset | { why: string } {
  if (host.build) return { why: 'it is in build mode: its machine would be installed at its next boot' };
  const [asset, ...others] = assetsOf(host, fleet);
  if (!asset)
    return { why: `no ComputeAsset has its MAC ${host.mac || '(it has none)'}; bedplate discover makes them` };
  if (others.length > 0) return { why: `several ComputeAssets have its MAC: ${namesOf([asset, ...others])}` };
  const name = asset.metadata.name;
  const twins = fleet.hosts.filter((other) => other !== host && assetsOf(other, fleet).includes(asset));
  if (twins.length > 0)
    return { why: `host ${twins.map(({ fqdn }) => fqdn).join(', ')} has a MAC of asset ${name} too` };
  const accepted = asset.status?.conditions?.find(({ type }) => type === ACCEPTED_CONDITION);
  if (accepted?.status === 'False') return { why: `asset ${name} is not used: ${accepted.message}` };
  const claim = fleet.claims.find(({ metadata }) => metadata.name === name);
  if (claim) {
    const { namespace, name: node } = claim.spec.nodeRef;
    return { why: `asset ${name} is claimed by ComputeNode ${namespace}/${node}` };
  }
  return asset;
}

function deviceOf(asset: ComputeAsset, { devices }: FoundFleet): DeviceReport | { why: string } {
  const { name } = asset.metadata;
  const macs = macsOf(asset);
  const [device, ...others] = devices.filter(
    (candidate) =>
      candidate.name === name ||
      isSame(candidate.serial, asset.serialNumber) ||
      candidate.interfaces.some(({ mac }) => macs.includes(mac)),
  );
  if (!device) return { why: `the CMDB has no device with the name, serial number or MACs of asset ${name}` };
  if (others.length > 0) {
    const names = [device, ...others].map((one) => one.name).join(', ');
    return { why: `several devices in the CMDB have the name, serial number or MACs of asset ${name}: ${names}` };
  }
  if (device.name !== name)
    return { why: `the CMDB calls the machine of asset ${name} ${device.name}: rename one of them` };
  if (device.serial && asset.serialNumber && !isSame(device.serial, asset.serialNumber)) {
    return {
      why: `device ${name} in the CMDB has the serial number ${device.serial}, and the asset ${asset.serialNumber}`,
    };
  }
  const zone = asset.availabilityZone?.name;
  if (device.location !== zone) {
    return {
      why: `device ${name} is in location ${device.location ?? '-'} of the CMDB, and the asset in ${zone ?? '-'}`,
    };
  }
  if (device.status !== 'Active') return { why: `the CMDB calls device ${name} ${device.status}, not Active` };
  if (device.mark) return { why: `device ${name} in the CMDB belongs to ${describeOwner(device.mark)}` };
  return device;
}

/** Whose a host is by its mark: a node of this cluster, or somebody else. Undefined for one that nobody marked. */
export function holderOf({ mark }: HostReport, { nodes }: FoundFleet): { node: string } | { why: string } | undefined {
  if (!mark) return undefined;
  const owner = parseOwner(mark);
  const node = nodes.find(({ metadata }) => owner && metadata.uid === owner.uid);
  if (node) return { node: `${node.metadata.namespace ?? ''}/${node.metadata.name}` };
  return { why: `it belongs to ${describeOwner(mark)}, which is none of this cluster` };
}

export function macsOf({ devices }: ComputeAsset): string[] {
  return devices.flatMap(({ l2Domain }) => (l2Domain ? [l2Domain.macAddress.toLowerCase()] : []));
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return Boolean(a && b) && a?.toLowerCase() === b?.toLowerCase();
}

function namesOf(assets: readonly ComputeAsset[]): string {
  return assets.map(({ metadata }) => metadata.name).join(', ');
}
