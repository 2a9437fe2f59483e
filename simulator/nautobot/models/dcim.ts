import { fieldUnique, nonFieldUnique, textField, type Model, type Row } from '../model.ts';
import type { Tables } from '../tables.ts';

const named = { kind: 'text', required: true } as const;
const description = { kind: 'text', default: '' } as const;
const status = { kind: 'one', to: 'extras.status', required: true, onDelete: 'protect' } as const;

export const dcimModels: readonly Model[] = [
  {
    name: 'dcim.locationtype',
    path: 'dcim/location-types',
    verbose: 'LocationType',
    fields: {
      name: named,
      description,
      nestable: { kind: 'flag', default: false },
      parent: { kind: 'one', to: 'dcim.locationtype', onDelete: 'protect' },
      content_types: { kind: 'list' },
    },
    natural: 'name',
    unique: [fieldUnique('name', 'location type')],
  },
  {
    name: 'dcim.location',
    path: 'dcim/locations',
    verbose: 'Location',
    fields: {
      name: named,
      description,
      location_type: { kind: 'one', to: 'dcim.locationtype', required: true, onDelete: 'protect' },
      parent: { kind: 'one', to: 'dcim.location', onDelete: 'protect' },
      status,
    },
    natural: 'name',
    unique: [nonFieldUnique(['parent', 'name'])],
  },
  {
    name: 'dcim.rackgroup',
    path: 'dcim/rack-groups',
    verbose: 'RackGroup',
    fields: {
      name: named,
      description,
      location: { kind: 'one', to: 'dcim.location', required: true, onDelete: 'cascade' },
    },
    natural: 'name',
    unique: [nonFieldUnique(['location', 'name'])],
  },
  {
    name: 'dcim.rack',
    path: 'dcim/racks',
    verbose: 'Rack',
    fields: {
      name: named,
      location: { kind: 'one', to: 'dcim.location', required: true, onDelete: 'protect' },
      rack_group: { kind: 'one', to: 'dcim.rackgroup', onDelete: 'clear' },
      status,
      role: { kind: 'one', to: 'extras.role', onDelete: 'protect' },
      serial: { kind: 'text', default: '' },
      u_height: { kind: 'number', default: 42 },
    },
    natural: 'name',
    // Two racks of one name in one location are fine, as long as no group holds both (contracts 2.3).
    unique: [],
    mayRepeat: [{ field: 'name', trap: 'nautobot.racks-of-one-name' }],
    clean(draft, tables) {
      const group = draft.values.rack_group;
      if (typeof group !== 'string') return locationAllows(draft, tables, 'dcim.rack', 'Racks');
      const twin = tables
        .find('dcim.rack', 'rack_group', group)
        .some((row) => row.id !== draft.id && row.values.name === draft.values.name);
      return twin
        ? { non_field_errors: ['The fields rack_group, name must make a unique set.'] }
        : locationAllows(draft, tables, 'dcim.rack', 'Racks');
    },
  },
  {
    name: 'dcim.manufacturer',
    path: 'dcim/manufacturers',
    verbose: 'Manufacturer',
    fields: { name: named, description },
    natural: 'name',
    unique: [fieldUnique('name', 'manufacturer')],
  },
  {
    name: 'dcim.devicetype',
    path: 'dcim/device-types',
    verbose: 'DeviceType',
    fields: {
      manufacturer: { kind: 'one', to: 'dcim.manufacturer', required: true, onDelete: 'protect' },
      model: named,
      part_number: { kind: 'text', default: '' },
      u_height: { kind: 'number', default: 1 },
      is_full_depth: { kind: 'flag', default: true },
    },
    natural: 'model',
    unique: [nonFieldUnique(['manufacturer', 'model'])],
    display: (row) => textField(row, 'model'),
  },
];

/** A location takes only what its type is meant for. */
export function locationAllows(
  draft: Row,
  tables: Tables,
  contentType: string,
  what: string,
): Record<string, string[]> {
  const location = tables.get('dcim.location', draft.values.location);
  const type = tables.get('dcim.locationtype', location?.values.location_type);
  const allowed = type?.values.content_types;
  if (!type || (Array.isArray(allowed) && allowed.includes(contentType))) return {};
  return { location: [`${what} may not associate to locations of type "${textField(type, 'name')}".`] };
}
