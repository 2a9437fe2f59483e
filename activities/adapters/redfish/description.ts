import type { z } from 'zod';
import type { MachineReport } from '../../../api/survey.ts';
import type { JsonClient } from '../../http/json-client.ts';
import { pathOf } from './links.ts';
import {
  collection,
  drive,
  ethernetInterface,
  type Link,
  processor,
  storage,
  system as systemSchema,
  type System,
} from './schema.ts';

const GIB = 2 ** 30;
/** As DSP0268 spells instruction sets, and as Linux does. */
const ARCHITECTURES: Readonly<Record<string, string>> = { 'x86-64': 'x86_64', 'ARM-A64': 'aarch64' };
const FIRMWARE = { UEFI: 'UEFI', Legacy: 'BIOS' } as const;

/** What a machine is made of. Older BMCs lack one collection or another: what they don't say is left out. */
export async function describeSystem(client: JsonClient, path: string): Promise<MachineReport> {
  const task = `describe ${path}`;
  const get = <T>(schema: z.ZodType<T>, link: string) =>
    client.find(schema, { method: 'GET', path: pathOf(link), task });
  /** The members of a collection, in its order, those that went away meanwhile left out. */
  async function members<T>(schema: z.ZodType<T>, link: Link | null | undefined): Promise<T[]> {
    const found = link ? await get(collection, link['@odata.id']) : undefined;
    return each(schema, found?.Members ?? []);
  }
  async function each<T>(schema: z.ZodType<T>, links: readonly Link[]): Promise<T[]> {
    const rows: T[] = [];
    for (const link of links) {
      const row = await get(schema, link['@odata.id']);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  const system = await client.read(systemSchema, { method: 'GET', path, task });
  const nics = await members(ethernetInterface, system.EthernetInterfaces);
  const processors = await members(processor, system.Processors);
  const stores = await members(storage, system.Storage);
  const drives = await each(
    drive,
    stores.flatMap(({ Drives }) => Drives ?? []),
  );
  return {
    ...identityOf(system),
    ...sizeOf(system, processors),
    nics: nics.flatMap(({ Id, PermanentMACAddress, MACAddress }) => {
      const mac = (PermanentMACAddress || MACAddress || '').toLowerCase();
      return mac ? [{ name: Id ?? mac, mac }] : [];
    }),
    disks: drives.flatMap(({ CapacityBytes, MediaType, Protocol, Model }) =>
      CapacityBytes
        ? [
            {
              sizeGiB: Math.max(1, Math.floor(CapacityBytes / GIB)),
              rotational: MediaType === 'HDD',
              nvme: Protocol === 'NVMe',
              ...(Model && { model: Model.trim() }),
            },
          ]
        : [],
    ),
  };
}

function identityOf({ UUID, SerialNumber, Manufacturer, Model, Boot }: System): Partial<MachineReport> {
  const firmware = FIRMWARE[Boot?.BootSourceOverrideMode as keyof typeof FIRMWARE];
  return {
    ...(UUID && { systemId: UUID }),
    ...(SerialNumber?.trim() && { serialNumber: SerialNumber.trim() }),
    ...(Manufacturer?.trim() && { manufacturer: Manufacturer.trim() }),
    ...(Model?.trim() && { model: Model.trim() }),
    ...(firmware && { firmware }),
  };
}

function sizeOf(
  { ProcessorSummary, MemorySummary }: System,
  processors: readonly z.infer<typeof processor>[],
): Partial<MachineReport> {
  const counted = processors.reduce((sum, { TotalCores }) => sum + (TotalCores ?? 0), 0);
  const cpuCores = ProcessorSummary?.CoreCount || counted;
  const instructions = processors.find(({ InstructionSet }) => InstructionSet)?.InstructionSet ?? '';
  const architecture = ARCHITECTURES[instructions];
  const memoryGiB = Math.floor(MemorySummary?.TotalSystemMemoryGiB ?? 0);
  return {
    ...(cpuCores > 0 && { cpuCores }),
    ...(architecture && { architecture }),
    ...(memoryGiB > 0 && { memoryGiB }),
  };
}
