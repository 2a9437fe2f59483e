import { z } from 'zod';

const text = z.string().nullish();
const count = z.number().nullish();
const link = z.object({ '@odata.id': z.string() });
export type Link = z.infer<typeof link>;

export const system = z.object({
  '@odata.etag': text,
  UUID: text,
  SerialNumber: text,
  Manufacturer: text,
  Model: text,
  PowerState: text,
  LastResetTime: text,
  Boot: z
    .object({
      BootSourceOverrideEnabled: text,
      BootSourceOverrideTarget: text,
      BootSourceOverrideMode: text,
      'BootSourceOverrideTarget@Redfish.AllowableValues': z.array(z.string()).nullish(),
    })
    .nullish(),
  ProcessorSummary: z.object({ CoreCount: count }).nullish(),
  MemorySummary: z.object({ TotalSystemMemoryGiB: count }).nullish(),
  EthernetInterfaces: link.nullish(),
  Processors: link.nullish(),
  Storage: link.nullish(),
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

export const ethernetInterface = z.object({ Id: text, MACAddress: text, PermanentMACAddress: text });

export const processor = z.object({ TotalCores: count, InstructionSet: text });

export const storage = z.object({ Drives: z.array(link).nullish() });

export const drive = z.object({ CapacityBytes: count, MediaType: text, Protocol: text, Model: text });

/** The service root, of which only the way to the systems is read. */
export const serviceRoot = z.object({ Systems: link });

export const errorBody = z.object({
  error: z.object({
    message: text,
    '@Message.ExtendedInfo': z.array(z.object({ Message: text })).nullish(),
  }),
});
