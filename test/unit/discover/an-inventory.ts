import { kinds } from '../../../api/kinds/index.ts';
import type { Kind, Resource } from '../../../api/kinds/kind.ts';
import type { Change, DiscoveryPlan } from '../../../starter/discover/change.ts';
import type { InventoryRecord } from '../../../starter/discover/inventory.ts';

export function machine(said: Partial<InventoryRecord> = {}): InventoryRecord {
  return {
    from: 'line 2',
    name: 'r1-a01',
    serialNumber: 'BP01',
    manufacturer: 'dell',
    model: 'r640',
    zone: 'az1',
    rack: 'r1',
    unit: 7,
    cpuCores: 32,
    memoryGiB: 192,
    bmc: { address: 'redfish+https://10.2.1.1/redfish/v1/Systems/1', systemId: 'system-1' },
    nics: [{ mac: '52:54:00:00:00:01', management: false, l2Domain: 'r1-servers', switch: 'r1-switch' }],
    disks: [{ name: 'sda', sizeGiB: 480, rotational: false }],
    ...said,
  };
}

/** The objects that there are, and what becomes of them. */
export class Objects {
  readonly #objects = new Map<string, Resource>();

  readonly of = (kind: Kind): Resource[] => [...this.#objects.values()].filter((object) => object.kind === kind.kind);

  get(kind: string, name: string): Resource | undefined {
    return this.#objects.get(`${kind} ${name}`);
  }

  put(object: Resource): void {
    const kind = kinds.find((known) => known.kind === object.kind);
    if (!kind) throw new Error(`No such kind: ${object.kind}`);
    const parsed = kind.schema.parse(object) as object;
    const { apiVersion, metadata } = object;
    const stored = { apiVersion, kind: object.kind, metadata, ...parsed };
    this.#objects.set(`${object.kind} ${metadata.name}`, stored);
  }

  apply({ changes }: DiscoveryPlan, update = false): void {
    for (const change of changes) {
      if (change.action === 'create') this.put(change.object);
      if (change.action === 'drift' && change.patch && update) this.#patch(change);
    }
  }

  reversed(): (kind: Kind) => Resource[] {
    return (kind) => this.of(kind).reverse();
  }

  #patch({ kind, name, patch = {} }: Extract<Change, { action: 'drift' }>): void {
    const object = this.get(kind.kind, name);
    if (!object) throw new Error(`There is no ${kind.kind} ${name}`);
    this.put(merged(object, patch) as Resource);
  }
}

/** A JSON merge patch, as RFC 7386 has it. */
function merged(object: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> =
    typeof object === 'object' && object !== null && !Array.isArray(object) ? { ...object } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** A plan as a person reads it: what is so already is left out. */
export function said({ changes, problems }: DiscoveryPlan): string[] {
  return [
    ...changes.flatMap((change) => {
      if (change.action === 'unchanged') return [];
      if (change.action === 'create') return [`create ${change.kind.kind} ${change.name}`];
      return change.fields.map(
        ({ field, ours, theirs, safe }) =>
          `${change.kind.kind} ${change.name} ${field}: ${ours} -> ${theirs}${safe ? '' : ' (never)'}`,
      );
    }),
    ...problems.map(({ from, why }) => `${from}: ${why}`),
  ];
}
