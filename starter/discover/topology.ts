import { l2Domain } from '../../api/kinds/network.ts';
import { apiVersionOf, type Kind, type Resource } from '../../api/kinds/kind.ts';
import { networkSwitch, rack } from '../../api/kinds/rack.ts';
import { availabilityZone, networkZone } from '../../api/kinds/zones.ts';
import { l2DomainOf, switchOf } from './asset-object.ts';
import type { Change, Drift, Problem } from './change.ts';
import type { Matched } from './match-assets.ts';

/** An object around the assets, with what is said of it; a field that several values are said of holds any of them. */
interface Around {
  kind: Kind;
  name: string;
  spec: Map<string, Set<string>>;
  /** A field that tells one from another: never changed. */
  fixed?: string;
  /** Roles of the devices that stand in an L2 domain. An inventory may know only some of them: it is no word on a known one. */
  roles: Set<string>;
}

/**
 * Zones, racks, switches and L2 domains out of what the assets say. Of an asset that is there already only what its
 * source says counts: what was filled in when it was made may have been corrected since.
 */
export function topologyOf(matched: readonly Matched[], existing: (kind: Kind) => readonly Resource[]) {
  const around = new Map<string, Around>();
  function add(
    kind: Kind,
    name: string | undefined,
    spec: Record<string, string | undefined>,
    { fixed, role }: { fixed?: string; role?: string } = {},
  ) {
    if (name === undefined) return;
    const key = `${kind.kind} ${name}`;
    const known: Around = around.get(key) ?? { kind, name, spec: new Map(), roles: new Set(), ...(fixed && { fixed }) };
    around.set(key, known);
    if (role !== undefined) known.roles.add(role);
    for (const [field, value] of Object.entries(spec)) {
      if (value !== undefined) known.spec.set(field, (known.spec.get(field) ?? new Set()).add(value));
    }
  }
  for (const { record, asset } of matched) {
    const { zone } = record;
    add(availabilityZone, zone, {});
    add(networkZone, record.networkZone, {});
    add(rack, record.rack, { availabilityZone: zone, networkZone: record.networkZone });
    for (const nic of record.nics) {
      const role = nic.management ? 'Management' : 'Provision';
      add(l2Domain, asset ? nic.l2Domain : l2DomainOf(nic, record), {}, { role });
      add(networkSwitch, asset ? nic.switch : switchOf(nic, record), { rack: record.rack, role }, { fixed: 'role' });
    }
  }

  const changes: Change[] = [];
  const problems: Problem[] = [];
  for (const one of around.values()) {
    const found = existing(one.kind).find(({ metadata }) => metadata.name === one.name);
    const made = found ? compare(one, found) : create(one);
    if ('why' in made) problems.push(made);
    else changes.push(made);
  }
  return { changes, problems };
}

function create({ kind, name, spec, roles }: Around): Change | Problem {
  const from = `${kind.kind} ${name}`;
  for (const [field, values] of spec) {
    // A switch may serve several racks; it stands in one of them.
    if (values.size > 1 && !(kind === networkSwitch && field === 'rack'))
      return { from, why: `its machines say of its ${field}: ${[...values].sort().join(', ')}` };
  }
  const said = Object.fromEntries([...spec].map(([field, values]) => [field, [...values].sort()[0]]));
  // Where machines stand too, addresses are wanted.
  const onlyBmcs = roles.has('Management') && !roles.has('Provision');
  const object: Resource = {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { name },
    spec: { ...said, ...(onlyBmcs && { role: 'Management' }) },
  } as never;
  const checked = kind.schema.safeParse(object);
  if (checked.success) return { action: 'create', kind, name, object };
  const [issue] = checked.error.issues;
  return {
    from,
    why: `it would be refused (${issue?.path.join('.')}: ${issue?.message}); its machines don't say enough`,
  };
}

function compare({ kind, name, spec, fixed }: Around, found: Resource): Change {
  const ours = (found as { spec?: Record<string, unknown> }).spec ?? {};
  const fields: Drift[] = [];
  const patch: Record<string, string> = {};
  for (const [field, values] of spec) {
    const held = ours[field];
    if (typeof held === 'string' && values.has(held)) continue;
    const theirs = [...values].sort();
    const safe = field !== fixed && theirs.length === 1;
    fields.push({ field: `spec.${field}`, ours: String(held ?? '-'), theirs: theirs.join(', '), safe });
    if (safe && theirs[0]) patch[field] = theirs[0];
  }
  if (fields.length === 0) return { action: 'unchanged', kind, name };
  const { resourceVersion } = found.metadata;
  return {
    action: 'drift',
    kind,
    name,
    fields,
    ...(Object.keys(patch).length > 0 && { patch: { spec: patch } }),
    ...(resourceVersion && { resourceVersion }),
  };
}
