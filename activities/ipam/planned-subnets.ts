import type { L2Domain, Subnet } from '../../api/kinds/network.ts';
import type { Route } from '../../api/kinds/route.ts';
import type { PlannedNic, PlannedSubnet } from '../../api/plan.ts';

/** The network objects, as far as allocation looks at them. */
export interface NetworkView {
  l2Domain(name: string): L2Domain | undefined;
  subnet(name: string): Subnet | undefined;
  isAccepted(subnet: Subnet): boolean;
  /** Routes of a subnet that Bedplate uses, by name. */
  routesOf(subnet: string): readonly Route[];
}

/**
 * What an L2 domain offers, in its own order: subnets that are there, accepted and not being deleted. Undefined when there
 * is no such domain, which says nothing about its subnets.
 */
export function subnetsOf(l2Domain: string, view: NetworkView): PlannedSubnet[] | undefined {
  return view.l2Domain(l2Domain)?.spec.subnets.flatMap((name) => {
    const subnet = view.subnet(name);
    if (!subnet || subnet.metadata.deletionTimestamp || !view.isAccepted(subnet)) return [];
    const { vpc, cidr, gateway, dns, ntp, domain, reserved, allocation } = subnet.spec;
    return [{ name, vpc, cidr, gateway, dns, ntp, domain, reserved, allocation, ...routed(name, view) }];
  });
}

function routed(name: string, view: NetworkView): Pick<PlannedSubnet, 'routes'> {
  const routes = view.routesOf(name).map(({ spec: { destination, via, metric } }) => ({ destination, via, metric }));
  return routes.length > 0 ? { routes } : {};
}

/** A device as its L2 domain is now, which may have got a subnet since the plan was made; and the subnets that it had. */
export interface CurrentNic extends PlannedNic {
  former: PlannedSubnet[];
}

export function currentNic(nic: PlannedNic, view: NetworkView): CurrentNic {
  const now = subnetsOf(nic.l2Domain, view) ?? nic.subnets;
  const former = nic.subnets.filter(({ name }) => !now.some((subnet) => subnet.name === name));
  return { ...nic, subnets: now, former };
}
