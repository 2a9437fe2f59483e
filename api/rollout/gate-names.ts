import type { GateType } from './rules.ts';

/** Every gate with a name that no other one of the list has: its own, or its type. */
export function withGateNames<G extends { readonly name?: string; readonly type: GateType }>(
  gates: readonly G[],
): (G & { readonly name: string })[] {
  const names = new Set<string>();
  return gates.map((gate) => {
    const wanted = gate.name ?? gate.type;
    let name = wanted;
    for (let count = 2; names.has(name); count += 1) name = `${wanted.slice(0, 58)}-${count}`;
    names.add(name);
    return { ...gate, name };
  });
}
