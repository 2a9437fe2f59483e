import type { NodeAddress, PlannedNic } from './plan.ts';

/** Devices with the subnets that their addresses are from; the same array when they had them all. */
export function withSubnets(nics: PlannedNic[], held: readonly Pick<NodeAddress, 'device' | 'subnet'>[]): PlannedNic[] {
  let changed = false;
  const complete = nics.map((nic) => {
    const missing = held.filter(
      ({ device, subnet }) => device === nic.device && !nic.subnets.some(({ name }) => name === subnet.name),
    );
    changed ||= missing.length > 0;
    return missing.length === 0 ? nic : { ...nic, subnets: [...nic.subnets, ...missing.map(({ subnet }) => subnet)] };
  });
  return changed ? complete : nics;
}
