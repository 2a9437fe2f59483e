import { dataDevices, deviceId } from '../../api/data-devices.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { NativeProvider } from '../../api/kinds/compute-provider.ts';
import type { Flavor } from '../../api/kinds/flavor.ts';
import type { OSImage } from '../../api/kinds/os-image.ts';
import { parseDuration } from '../../api/duration.ts';
import { ZONE_LABEL } from '../../api/groups.ts';
import type { PlanInputs, PlannedAsset, PlannedNic } from '../../api/plan.ts';
import type { WaitsFor } from '../../api/failures.ts';
import { subnetsOf } from '../ipam/planned-subnets.ts';
import { strayRequest } from '../ipam/requests.ts';
import { diskLayout } from './disk-layout.ts';
import type { FleetView } from './fleet-view.ts';
import { plannedBmc } from './planned-bmc.ts';
import { plannedImage } from './planned-image.ts';

export type Resolution =
  { kind: 'resolved'; inputs: PlanInputs } | { kind: 'refused'; message: string; waitsFor: WaitsFor[] };

interface Parts {
  node: ComputeNode;
  asset: ComputeAsset;
  flavor: Flavor;
  image: OSImage;
  native: NativeProvider;
}

/** Copies everything that the steps need out of the objects as they are now. */
export function resolvePlan({ node, asset, flavor, image, native }: Parts, view: FleetView): Resolution {
  const planned = plannedAsset(node, asset, view);
  if (planned.kind === 'refused') return planned;
  const devices = planned.asset.nics.map(({ device }) => device);
  const lost = (node.spec.addresses ?? []).find(({ device }) => !devices.includes(device));
  if (lost) {
    return {
      kind: 'refused',
      message: strayRequest(planned.asset.name, devices, lost),
      waitsFor: [],
    };
  }
  const hostname = node.spec.hostname ?? node.metadata.name;
  const domain = planned.asset.nics.flatMap((nic) => nic.subnets).find((subnet) => subnet.domain)?.domain;
  if (!domain) {
    const names = planned.asset.nics.flatMap((nic) => nic.subnets.map((subnet) => subnet.name));
    return {
      kind: 'refused',
      message: `No subnet of asset ${planned.asset.name} names a domain (${names.join(', ') || 'it has none'}): set spec.domain of one`,
      waitsFor: names.map((name) => ({ kind: 'Subnet', name })),
    };
  }
  return {
    kind: 'resolved',
    inputs: {
      hostname,
      domain,
      fqdn: `${hostname}.${domain}`,
      asset: planned.asset,
      osImage: plannedImage(image),
      layout: diskLayout(flavor, asset.firmware.mode),
      sshKeys: node.spec.sshKeys.map((key) => key.public),
      deletionPolicy: node.spec.deletionPolicy,
      probes: probesOf(node, native),
      systems: {
        foreman: native.foreman,
        cmdb: native.cmdb,
        ipam: native.ipam,
        dns: native.dns,
        probes: { ssh: native.probes.ssh, proxy: native.probes.proxy ?? undefined },
        timeouts: {
          install: parseDuration(native.timeouts.install),
          powerOff: parseDuration(native.timeouts.powerOff),
          wipe: parseDuration(native.timeouts.wipe),
        },
        installAttempts: native.installAttempts,
      },
    },
  };
}

function probesOf(node: ComputeNode, native: NativeProvider): { port: number }[] {
  const asked = (node.spec.probes?.readiness ?? []).map(({ tcp }) => ({ port: tcp.port }));
  if (!native.probes.ssh || asked.some(({ port }) => port === 22)) return asked;
  return [{ port: 22 }, ...asked];
}

type PlannedAssetResult =
  { kind: 'planned'; asset: PlannedAsset } | { kind: 'refused'; message: string; waitsFor: WaitsFor[] };

function plannedAsset(node: ComputeNode, asset: ComputeAsset, view: FleetView): PlannedAssetResult {
  const name = asset.metadata.name;
  const bmc = plannedBmc(asset);
  if (!bmc) {
    return {
      kind: 'refused',
      message: `Asset ${name} has no bmc.address: nothing can power it on`,
      waitsFor: [{ kind: 'ComputeAsset', name }],
    };
  }
  const labels = { ...view.labelsOf(asset) };
  const nics = dataDevices(asset).map((device, position) => plannedNic(node, device, position, view));
  return {
    kind: 'planned',
    asset: {
      name,
      manufacturer: asset.manufacturer ?? 'unknown',
      model: asset.model ?? 'unknown',
      serialNumber: asset.serialNumber,
      rack: asset.rack,
      availabilityZone: asset.availabilityZone?.name ?? labels[ZONE_LABEL],
      firmware: asset.firmware.mode,
      architecture: asset.cpu?.architecture ?? 'x86_64',
      labels,
      nics,
      disks: asset.devices.flatMap(({ disk }) =>
        disk
          ? [
              {
                name: disk.name,
                sizeGiB: disk.sizeGiB,
                rotational: disk.rotational,
                byPath: disk.byPath,
                model: disk.model,
              },
            ]
          : [],
      ),
      bmc,
    },
  };
}

function plannedNic(
  node: ComputeNode,
  device: ReturnType<typeof dataDevices>[number],
  position: number,
  view: FleetView,
): PlannedNic {
  const l2Domain = device.l2Domain?.name ?? '';
  const id = deviceId(device, position);
  return {
    device: id,
    mac: device.l2Domain?.macAddress.toLowerCase() ?? '',
    l2Domain,
    switch: device.l2Domain?.networkSwitch?.name,
    subnets: subnetsOf(l2Domain, view) ?? [],
    requested: (node.spec.addresses ?? []).filter((wish) => wish.device === id).map((wish) => wish.address),
  };
}
