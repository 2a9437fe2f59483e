import type { JsonObject } from '../../storage/json.ts';

/** A simple Foreman resource: rows with plain fields and links to other resources. */
export interface Definition {
  /** Path segment and name of the association, e.g. `media`. */
  plural: string;
  /** Key that wraps a request body, e.g. `medium`. */
  singular: string;
  required: readonly string[];
  /** Plain fields taken from a request and shown. */
  fields: readonly string[];
  /** Resources that rows of this one are linked with, by `<singular>_ids`. */
  links: readonly string[];
  /** Fields that together may not repeat. */
  unique: readonly string[];
  /** Fields whose case is folded before storing. */
  lowerCase?: readonly string[];
  /** Further fields that are computed for showing. */
  derived?: (row: Row) => JsonObject;
}

export interface Row {
  id: number;
  name: string;
  values: JsonObject;
  createdAt: string;
  updatedAt: string;
}

const taxonomies = ['organizations', 'locations'];

/** All resources that the generic routes serve; hosts have their own folder. */
export const definitions: readonly Definition[] = [
  {
    plural: 'organizations',
    singular: 'organization',
    required: ['name'],
    fields: ['name', 'label', 'description'],
    links: [],
    unique: ['name'],
  },
  {
    plural: 'locations',
    singular: 'location',
    required: ['name'],
    fields: ['name', 'description', 'parent_id'],
    links: ['organizations'],
    unique: ['name'],
  },
  {
    plural: 'architectures',
    singular: 'architecture',
    required: ['name'],
    fields: ['name'],
    links: ['operatingsystems'],
    unique: ['name'],
  },
  {
    plural: 'operatingsystems',
    singular: 'operatingsystem',
    required: ['name', 'major'],
    fields: ['name', 'major', 'minor', 'family', 'description', 'release_name', 'password_hash'],
    links: ['architectures', 'media', 'ptables', 'provisioning_templates'],
    unique: ['name', 'major', 'minor'],
    derived: (row) => ({ title: operatingSystemTitle(row) }),
  },
  {
    plural: 'media',
    singular: 'medium',
    required: ['name', 'path'],
    fields: ['name', 'path', 'os_family'],
    links: ['operatingsystems', ...taxonomies],
    unique: ['name'],
  },
  {
    plural: 'ptables',
    singular: 'ptable',
    required: ['name', 'layout'],
    fields: ['name', 'layout', 'os_family', 'snippet', 'locked', 'description'],
    links: ['operatingsystems', ...taxonomies],
    unique: ['name'],
  },
  {
    plural: 'provisioning_templates',
    singular: 'provisioning_template',
    required: ['name', 'template'],
    fields: ['name', 'template', 'template_kind_id', 'snippet', 'locked', 'description'],
    links: ['operatingsystems', ...taxonomies],
    unique: ['name'],
  },
  {
    plural: 'template_kinds',
    singular: 'template_kind',
    required: ['name'],
    fields: ['name', 'description'],
    links: [],
    unique: ['name'],
  },
  {
    plural: 'domains',
    singular: 'domain',
    required: ['name'],
    fields: ['name', 'fullname'],
    links: taxonomies,
    unique: ['name'],
    lowerCase: ['name'],
  },
  {
    plural: 'subnets',
    singular: 'subnet',
    required: ['name', 'network'],
    fields: [
      'name',
      'network',
      'network_type',
      'cidr',
      'mask',
      'gateway',
      'dns_primary',
      'dns_secondary',
      'vlanid',
      'ipam',
      'boot_mode',
    ],
    links: ['domains', ...taxonomies],
    unique: ['name'],
  },
  {
    plural: 'hostgroups',
    singular: 'hostgroup',
    required: ['name'],
    fields: [
      'name',
      'architecture_id',
      'operatingsystem_id',
      'medium_id',
      'ptable_id',
      'domain_id',
      'subnet_id',
      'pxe_loader',
      'group_parameters_attributes',
    ],
    links: taxonomies,
    unique: ['name'],
  },
];

/** `RedHat 9.4`, as Foreman titles an operating system. */
export function operatingSystemTitle(row: Row): string {
  const minor = row.values.minor;
  const version =
    minor === undefined || minor === null || minor === '' ? row.values.major : `${row.values.major}.${minor}`;
  return `${row.name} ${version}`;
}
