import type { Finding } from '../truth/finding.ts';
import type { Outside } from '../truth/outside.ts';
import { compareStanding } from '../truth/standing.ts';
import { addressesOf, type DemoNode, hostnameOf } from './nodes.ts';

/** Holds what the nodes say of themselves against what the machines, Foreman, the CMDB and the DNS say. */
export function compareWithTruth(nodes: readonly DemoNode[], outside: Outside): Finding {
  const said = nodes.map((node) => ({
    uid: node.metadata.uid ?? '',
    asset: node.status?.assetRef?.name ?? '',
    fqdn: hostnameOf(node),
    addresses: addressesOf(node),
    published: addressesOf(node),
  }));
  return compareStanding(said, outside);
}
