import type { SharedRow } from './schema.ts';

const ID_FIELDS = {
  architectures: 'architecture_ids',
  media: 'medium_ids',
  ptables: 'ptable_ids',
  provisioning_templates: 'provisioning_template_ids',
  organizations: 'organization_ids',
  locations: 'location_ids',
} as const;
type Link = keyof typeof ID_FIELDS;

/** The body that adds the missing associations; undefined when none is. An array replaces all, so it holds the old ones. */
export function missingLinks(
  row: SharedRow,
  wanted: Partial<Record<Link, number>>,
): Record<string, number[]> | undefined {
  const body: Record<string, number[]> = {};
  for (const link of Object.keys(wanted) as Link[]) {
    const id = wanted[link];
    const present = (row[link] ?? []).map((item) => item.id);
    if (id !== undefined && !present.includes(id)) body[ID_FIELDS[link]] = [...present, id];
  }
  return Object.keys(body).length > 0 ? body : undefined;
}
