import { z } from 'zod';

export const zoneSummary = z.object({ id: z.string(), name: z.string() });
export type ZoneSummary = z.infer<typeof zoneSummary>;

export const rrset = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.number().nullish(),
  records: z.array(z.object({ content: z.string(), disabled: z.boolean().nullish() })).nullish(),
  comments: z.array(z.object({ content: z.string(), account: z.string().nullish() })).nullish(),
});
export type RRset = z.infer<typeof rrset>;

export const zone = z.object({ rrsets: z.array(rrset).nullish() });

export const errorBody = z.object({ error: z.string() });
