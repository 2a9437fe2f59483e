import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { PlannedNic } from '../../api/plan.ts';
import { Failure } from '../failure.ts';

/** Addresses that a node asks for by name: its spec.addresses. */
export type Requests = readonly { device: string; address: string }[];

/** A request for a device that the asset does not have would be forgotten in silence. */
export function refuseStray(asset: { name: string; nics: readonly PlannedNic[] }, requests: Requests): void {
  const devices = asset.nics.map(({ device }) => device);
  const stray = requests.find(({ device }) => !devices.includes(device));
  if (!stray) return;
  throw new Failure('InvalidInput', strayRequest(asset.name, devices, stray));
}

export function strayRequest(asset: string, devices: readonly string[], { device, address }: Requests[number]): string {
  return `Asset ${asset} has no network device "${device}" for address ${address} (it has ${devices.join(', ')}): correct spec.addresses`;
}

/** Undefined when it is not that very node. */
export function requestsOf(node: ComputeNode | undefined, { uid }: { uid: string }): Requests | undefined {
  return node?.metadata.uid === uid ? (node.spec.addresses ?? []) : undefined;
}

export function requestsOfPlan({ nics }: { nics: readonly PlannedNic[] }): Requests {
  return nics.flatMap(({ device, requested }) => requested.map((address) => ({ device, address })));
}
