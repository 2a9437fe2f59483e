import { type Ailing, describe, isKnown, type Span } from './compare.ts';

/** Claims and addresses whose node is gone. What rests, or is held back for a person, has its reason. */
export function compareClaims(span: Span): Ailing[] {
  const { before, after } = span;
  const claims = after.claims.filter(
    ({ node, asset, heldBack }) =>
      !heldBack && !isKnown(span, node.uid) && before.claims.some((claim) => claim.asset === asset),
  );
  const addresses = after.addresses.filter(
    ({ node, name, resting }) =>
      !resting && !isKnown(span, node.uid) && before.addresses.some((address) => address.name === name),
  );
  return [
    ...claims.map(({ asset, node }) => ({
      ailment: 'Orphan' as const,
      object: `AssetClaim ${asset}`,
      owner: describe(node),
      why: gone(node),
      advice: `make sure that machine ${asset} is off; then kubectl patch and delete the AssetClaim without its finalizer`,
    })),
    ...addresses.map(({ name, address, node }) => ({
      ailment: 'Orphan' as const,
      object: `IPAddress ${name} (${address})`,
      owner: describe(node),
      why: gone(node),
      advice: `make sure that nothing answers at ${address}; then kubectl delete ipaddress ${name}`,
    })),
  ];
}

function gone({ namespace, name }: { namespace: string; name: string }): string {
  return `there is no ComputeNode ${namespace}/${name} of that uid`;
}
