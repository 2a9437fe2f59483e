import { z } from 'zod';

const text = z.string().nullish();
const link = z.object({ '@odata.id': z.string() });

export const system = z.object({
  '@odata.etag': text,
  UUID: text,
  SerialNumber: text,
  PowerState: text,
  Boot: z
    .object({
      BootSourceOverrideEnabled: text,
      BootSourceOverrideTarget: text,
      BootSourceOverrideMode: text,
      'BootSourceOverrideTarget@Redfish.AllowableValues': z.array(z.string()).nullish(),
    })
    .nullish(),
  EthernetInterfaces: link.nullish(),
  Actions: z
    .object({
      '#ComputerSystem.Reset': z
        .object({ target: z.string(), 'ResetType@Redfish.AllowableValues': z.array(z.string()).nullish() })
        .nullish(),
    })
    .nullish(),
});
export type System = z.infer<typeof system>;

export const collection = z.object({ Members: z.array(link) });

export const ethernetInterface = z.object({ MACAddress: text, PermanentMACAddress: text });

export const errorBody = z.object({
  error: z.object({
    message: text,
    '@Message.ExtendedInfo': z.array(z.object({ Message: text })).nullish(),
  }),
});
