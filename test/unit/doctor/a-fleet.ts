import type { Span } from '../../../activities/doctor/compare.ts';
import type { Live, LiveAddress, LiveClaim, LiveNode } from '../../../activities/doctor/live.ts';
import type { Owner } from '../../../api/owner.ts';
import type { PlanInputs } from '../../../api/plan.ts';

export const URLS = { foreman: 'http://foreman', cmdb: 'http://cmdb', dns: 'http://dns' };

export const owner = (name: string, installId = `install-${name}`): Owner => {
  return { namespace: 'default', name, uid: `uid-${name}`, installId };
};

/** What one node is and holds: asset-NAME, fqdn NAME.example and address 10.0.0.NUMBER. */
export interface NodeParts {
  settled?: boolean;
  claim?: Partial<LiveClaim> | false;
  resting?: boolean;
}

export function live(nodes: Record<string, NodeParts>): Live {
  const known = Object.entries(nodes);
  return {
    nodes: new Map(
      known.map(([name, { settled = true }]): [string, LiveNode] => [
        `uid-${name}`,
        { namespace: 'default', name, settled },
      ]),
    ),
    claims: known.flatMap(([name, { claim = {} }]) => (claim ? [{ ...aClaim(name), ...claim }] : [])),
    addresses: known.flatMap(([name, { claim, resting = false }], index) =>
      claim === false ? [] : [{ ...anAddress(name, index + 1), resting }],
    ),
  };
}

export function aClaim(name: string): LiveClaim {
  const { installId, ...node } = owner(name);
  const inputs = {
    fqdn: `${name}.example`,
    asset: { name: `asset-${name}`, nics: [{ device: '1' }] },
    systems: { foreman: { url: URLS.foreman }, cmdb: { url: URLS.cmdb }, dns: { url: URLS.dns } },
  } as unknown as PlanInputs;
  return { asset: `asset-${name}`, node, installId, heldBack: false, inputs };
}

export function anAddress(name: string, number: number): LiveAddress {
  return {
    name: `core-${name}`,
    address: `10.0.0.${number}`,
    node: owner(name),
    device: '1',
    resting: false,
  };
}

export const span = (before: Live, after: Live = before): Span => ({ before, after });
