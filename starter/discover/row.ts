import { isIP } from 'node:net';
import { z } from 'zod';
import { macAddress, objectName } from '../../api/schema/strings.ts';
import type { InventoryNic, InventoryRecord } from './inventory.ts';

const words = z.string('must be text').min(1).max(128, 'is longer than 128 characters');
const whole = (min: number, max: number) =>
  z.int('must be a whole number').min(min, `must be at least ${min}`).max(max, `must be at most ${max}`);
const network = { l2domain: objectName().optional(), switch: objectName().optional(), port: words.max(64).optional() };

/** One machine in a file of inventory. The same fields are the keys of YAML and, flattened, the columns of CSV. */
export const inventoryRow = z.strictObject({
  name: objectName().optional(),
  serial: words.optional(),
  manufacturer: words.optional(),
  model: words.optional(),
  zone: objectName().optional(),
  networkZone: objectName().optional(),
  rack: objectName().optional(),
  unit: whole(1, 100).optional(),
  firmware: z.enum(['UEFI', 'BIOS'], 'must be UEFI or BIOS').optional(),
  cores: whole(1, 4096).optional(),
  architecture: words.max(32).optional(),
  memoryGiB: whole(1, 1_000_000).optional(),
  bmc: z
    .strictObject({
      address: words
        .max(512)
        .regex(/^(([a-z0-9-]+\+)?https?:\/\/)?[A-Za-z0-9.:[\]-]+(\/[A-Za-z0-9/._~-]*)?$/, 'must be an address or a URL')
        .optional(),
      systemId: words.max(64).optional(),
      secret: words.regex(/^[a-z0-9.-]+\/[a-z0-9.-]+$/, 'must be NAMESPACE/NAME of a Secret').optional(),
      mac: macAddress().optional(),
      ip: words.refine((text) => isIP(text) !== 0, 'must be an IPv4 or IPv6 address').optional(),
      ...network,
    })
    .optional(),
  nics: z
    .array(z.strictObject({ mac: macAddress(), ...network }), 'must be a list')
    .max(60)
    .default([]),
  disks: z
    .array(
      z.strictObject({
        name: words.regex(/^[a-z][a-z0-9]*$/, 'must be a device name such as sda or nvme0n1').max(32),
        gib: whole(1, 1_000_000),
        type: z.enum(['ssd', 'hdd'], 'must be ssd or hdd').default('ssd'),
        model: words.optional(),
        byPath: words.max(253).optional(),
      }),
      'must be a list',
    )
    .max(60)
    .default([]),
});
export type InventoryRow = z.infer<typeof inventoryRow>;

/** `from` says where the row stands. */
export function recordOf(row: InventoryRow, from: string): InventoryRecord {
  const { serial, cores, bmc, nics, disks, ...rest } = row;
  const address = bmc?.address ?? bmc?.ip;
  const [namespace = '', name = ''] = bmc?.secret?.split('/') ?? [];
  const own: InventoryNic[] = bmc?.mac ? [{ ...nicOf(bmc, bmc.mac, true), ...(bmc.ip && { ipAddr: bmc.ip }) }] : [];
  return {
    ...rest,
    from,
    ...(serial !== undefined && { serialNumber: serial }),
    ...(cores !== undefined && { cpuCores: cores }),
    ...(bmc && {
      bmc: {
        ...(address !== undefined && { address }),
        ...(bmc.systemId !== undefined && { systemId: bmc.systemId }),
        ...(bmc.secret !== undefined && { credentialsSecretRef: { namespace, name } }),
      },
    }),
    nics: [...nics.map((nic) => nicOf(nic, nic.mac, false)), ...own],
    disks: disks.map(({ gib, type, ...disk }) => ({ ...disk, sizeGiB: gib, rotational: type === 'hdd' })),
  };
}

type Network = Pick<InventoryRow['nics'][number], 'l2domain' | 'switch' | 'port'>;

function nicOf({ l2domain, switch: switchName, port }: Network, mac: string, management: boolean): InventoryNic {
  return {
    mac: mac.toLowerCase(),
    management,
    ...(l2domain !== undefined && { l2Domain: l2domain }),
    ...(switchName !== undefined && { switch: switchName }),
    ...(port !== undefined && { port }),
  };
}
