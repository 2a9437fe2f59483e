import { z } from 'zod';

const text = z.string().nullish();

/** A related object: bare at depth 0, with its own fields at depth 1. */
const related = z.object({ id: z.string(), name: text }).nullish();

const marked = { custom_fields: z.record(z.string(), z.unknown()).nullish() };

export const named = z.object({ id: z.string(), name: text });

export const deviceRow = z.object({
  id: z.string(),
  name: text,
  serial: text,
  status: related,
  device_type: z
    .object({ id: z.string(), model: text, manufacturer: z.object({ id: z.string(), name: text }).nullish() })
    .nullish(),
  location: related,
  rack: related,
  position: z.number().nullish(),
  primary_ip4: related,
  primary_ip6: related,
  ...marked,
});
export type DeviceRow = z.infer<typeof deviceRow>;

export const interfaceRow = z.object({
  id: z.string(),
  name: z.string(),
  mac_address: text,
  mgmt_only: z.boolean().nullish(),
  device: z.object({ id: z.string() }).nullish(),
});
export type InterfaceRow = z.infer<typeof interfaceRow>;

export const addressRow = z.object({
  id: z.string(),
  address: z.string(),
  dns_name: text,
  description: text,
  status: related,
  ...marked,
});
export type AddressRow = z.infer<typeof addressRow>;

/** What joins an address to an interface, read at depth 1. */
export const joinRow = z.object({
  id: z.string(),
  ip_address: addressRow,
  interface: z.object({ id: z.string() }),
});
export type JoinRow = z.infer<typeof joinRow>;

export const customFieldRow = z.object({
  id: z.string(),
  key: z.string(),
  content_types: z.array(z.string()).nullish(),
});

export type CustomFieldRow = z.infer<typeof customFieldRow>;

export function page<T>(row: z.ZodType<T>) {
  return z.object({ count: z.number(), results: z.array(row) });
}

export const prefixRow = z.object({ id: z.string(), prefix: z.string(), namespace: related });
