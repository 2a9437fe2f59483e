import { z } from 'zod';

const text = z.string().nullish();
const id = z.number().nullish();

export const hostParameter = z.object({ id: z.number(), name: z.string(), value: z.unknown() });

export const hostInterface = z.object({
  id: z.number(),
  mac: text,
  ip: text,
  ip6: text,
  primary: z.boolean().nullish(),
});

/** Lists leave out what is optional here. */
export const hostRow = z.object({
  id: z.number(),
  name: z.string(),
  mac: text,
  ip: text,
  ip6: text,
  build: z.boolean().nullish(),
  build_status: z.number().nullish(),
  build_status_label: text,
  build_errors: text,
  initiated_at: text,
  installed_at: text,
  architecture_id: id,
  operatingsystem_id: id,
  medium_id: id,
  ptable_id: id,
  pxe_loader: text,
  parameters: z.array(hostParameter).nullish(),
  interfaces: z.array(hostInterface).nullish(),
});
export type HostRow = z.infer<typeof hostRow>;

const linked = z.array(z.object({ id: z.number() })).nullish();

/** What all hosts share: media, templates, operating systems, … each with its own few of these fields. */
export const sharedRow = z.object({
  id: z.number(),
  name: z.string(),
  path: text,
  template: text,
  template_kind_id: id,
  architectures: linked,
  media: linked,
  ptables: linked,
  provisioning_templates: linked,
  organizations: linked,
  locations: linked,
});
export type SharedRow = z.infer<typeof sharedRow>;

export const defaultTemplateRow = z.object({
  id: z.number(),
  template_kind_id: z.number(),
  provisioning_template_id: z.number(),
  provisioning_template_name: text,
});

export function page<T>(row: z.ZodType<T>) {
  return z.object({ subtotal: z.number(), results: z.array(row) });
}

/** The shapes of an error's body: `{error: {errors, full_messages}}`, `{error: {message}}`, `{error: text}`, `{message}`. */
export const errorBody = z.object({
  message: z.string().optional(),
  error: z
    .union([
      z.string(),
      z.object({
        message: z.string().optional(),
        details: z.string().optional(),
        errors: z.record(z.string(), z.unknown()).optional(),
        full_messages: z.array(z.string()).optional(),
      }),
    ])
    .optional(),
});
