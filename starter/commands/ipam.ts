import type { Command } from 'commander';
import { SUBNET_LABEL } from '../../api/groups.ts';
import { ipAddressKind, l2Domain, subnet } from '../../api/kinds/network.ts';
import { route } from '../../api/kinds/route.ts';
import { CommandError, EXIT } from '../exit.ts';
import { addressLines } from '../ipam/address-list.ts';
import { overflowOf, type SubnetUse, usesOf } from '../ipam/subnet-use.ts';
import { nearNames } from '../near-names.ts';
import { renderDocument } from '../render/document.ts';
import { renderAddresses, renderUse } from '../render/ipam.ts';
import { type Session, withSession } from '../session.ts';

export function addIpam(program: Command): void {
  program
    .command('ipam')
    .argument('[subnet]', 'name of a Subnet: who holds which of its addresses')
    .description('how full the subnets are, and which is taken from next')
    .action((name: string | undefined, _options: object, command: Command) =>
      withSession(command, (session) => (name === undefined ? showUse(session) : showAddresses(session, name))),
    );
}

async function showUse(session: Session): Promise<void> {
  const cluster = session.cluster();
  const [subnets, domains, addresses, routes] = await Promise.all([
    cluster.list(subnet),
    cluster.list(l2Domain),
    cluster.list(ipAddressKind),
    cluster.list(route),
  ]);
  const uses = usesOf(subnets.items, addresses.items, routes.items);
  const l2Domains = overflowOf(domains.items, uses);
  const document = renderDocument(session.output, { subnets: uses.map(asNumbers), l2Domains });
  session.print(document ?? renderUse(uses, l2Domains));
}

async function showAddresses(session: Session, name: string): Promise<void> {
  const cluster = session.cluster();
  const found = await cluster.get(subnet, { name });
  if (!found) {
    const { items } = await cluster.list(subnet);
    throw new CommandError(`There is no Subnet ${name}.${suggestion(name, items)}`, EXIT.notFound);
  }
  const [{ items }, routes] = await Promise.all([
    cluster.list(ipAddressKind, { labelSelector: `${SUBNET_LABEL}=${name}` }),
    cluster.list(route),
  ]);
  const lines = addressLines(found, items);
  const [use] = usesOf([found], items, routes.items);
  const document = renderDocument(session.output, { subnet: use && asNumbers(use), addresses: lines });
  session.print(document ?? renderAddresses(name, lines));
}

function suggestion(name: string, subnets: readonly { metadata: { name: string } }[]): string {
  const near = nearNames(
    name,
    subnets.map(({ metadata }) => metadata.name),
  );
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}

/** JSON has one kind of number: of an IPv6 subnet the first sixteen digits are right. */
function asNumbers({ size, usable, reserved, free, ...rest }: SubnetUse) {
  return { ...rest, size: Number(size), usable: Number(usable), reserved: Number(reserved), free: Number(free) };
}
