import type { Json } from '../storage/json.ts';
import type { TrapId } from '../traps/registry.ts';
import type { ApiErrors } from './refusals.ts';
import type { Tables } from './tables.ts';

export type ModelName =
  | 'dcim.locationtype'
  | 'dcim.location'
  | 'dcim.rackgroup'
  | 'dcim.rack'
  | 'dcim.manufacturer'
  | 'dcim.devicetype'
  | 'dcim.device'
  | 'dcim.interface'
  | 'extras.role'
  | 'extras.status'
  | 'extras.customfield'
  | 'ipam.namespace'
  | 'ipam.prefix'
  | 'ipam.ipaddress'
  | 'ipam.ipaddresstointerface';

/** How a field is read, stored, found and shown. */
export type Field =
  | { kind: 'text'; required?: boolean; default?: string | null; fold?: 'upper' | 'lower' }
  | { kind: 'number'; required?: boolean; default?: number | null }
  | { kind: 'flag'; default: boolean }
  | { kind: 'choice'; required?: boolean; default?: string | null; labels: Record<string, string> }
  | { kind: 'list' }
  /** A related object; `onDelete` is what happens to this one when that goes. */
  | { kind: 'one'; to: ModelName; required?: boolean; onDelete: 'protect' | 'cascade' | 'clear' };

export interface Row {
  id: string;
  model: ModelName;
  /** By field name; a related object stands as its id. */
  values: Record<string, Json>;
  customFields: Record<string, Json>;
  createdAt: string;
  updatedAt: string;
}

export interface Model {
  name: ModelName;
  /** Below `/api/`. */
  path: string;
  /** As error texts spell it, e.g. `IPAddress`. */
  verbose: string;
  fields: Record<string, Field>;
  /** Field by which a bare string finds a row. */
  natural: string;
  /** Sets of fields that may not repeat, and what is said then. */
  unique: readonly { fields: readonly string[]; trap?: TrapId; errors: (row: Row, tables: Tables) => ApiErrors }[];
  /** Fields that may repeat though one would think otherwise: with the trap off they may not. */
  mayRepeat?: readonly { field: string; trap: TrapId }[];
  /** Fills in and checks what only this model knows; runs on a draft. */
  clean?: (draft: Row, tables: Tables, isNew: boolean) => ApiErrors;
  /** Further values to show. */
  extra?: (row: Row, tables: Tables) => Record<string, unknown>;
  /** Filters beyond the fields. */
  filters?: Record<string, (row: Row, value: string, tables: Tables) => boolean>;
  /** Runs after a row was stored or before it is removed. */
  onStored?: (row: Row, tables: Tables) => void;
  onRemoved?: (row: Row, tables: Tables) => void;
  display?: (row: Row, tables: Tables) => string;
}

export function textField(row: Row, field: string): string {
  const value = row.values[field];
  return typeof value === 'string' ? value : '';
}

export function nonFieldUnique(fields: readonly string[], trap?: TrapId) {
  const message = `The fields ${fields.join(', ')} must make a unique set.`;
  return { fields, ...(trap && { trap }), errors: (): ApiErrors => ({ non_field_errors: [message] }) };
}

export function fieldUnique(field: string, what: string) {
  return {
    fields: [field],
    errors: (): ApiErrors => ({ [field]: [`${what} with this ${field.replaceAll('_', ' ')} already exists.`] }),
  };
}
