import { z } from 'zod';
import { minionFaults } from '../faults/minion-faults.ts';
import { trapIds } from '../traps/registry.ts';

const seconds = z.number().min(0).max(86_400);

export const SettingsBody = z.strictObject({
  installSeconds: seconds.optional(),
  powerSeconds: seconds.optional(),
  bootSeconds: seconds.optional(),
  shutdownSeconds: seconds.nullable().optional(),
  wipeSeconds: seconds.optional(),
  retrySeconds: seconds.optional(),
  unattendedUrl: z.url().nullable().optional(),
  tokenMinutes: z.number().min(0).optional(),
  dnsLockMs: z.number().min(0).max(60_000).optional(),
  ipamGapMs: z.number().min(0).max(60_000).optional(),
  smartProxies: z.enum(['work', 'fail']).optional(),
  saltStateSeconds: seconds.optional(),
  saltStartSeconds: seconds.optional(),
  saltAskSeconds: seconds.optional(),
  saltGatherSeconds: seconds.optional(),
  saltKeepJobsSeconds: z.number().min(0).optional(),
  openPorts: z.array(z.int().min(1).max(65_535)).optional(),
  traps: z.partialRecord(z.enum(trapIds), z.boolean()).optional(),
});

const mac = z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i, 'is not a MAC address');

export const MachineBody = z.strictObject({
  uuid: z.string().min(1).optional(),
  name: z.string().min(1),
  serial: z.string().min(1),
  manufacturer: z.string().default('Bedplate'),
  model: z.string().default('Simulated'),
  nics: z.array(z.strictObject({ mac, identifier: z.string().min(1), management: z.boolean().optional() })).min(1),
  disks: z.array(
    z.strictObject({
      name: z.string().min(1),
      sizeGiB: z.number().positive(),
      rotational: z.boolean().default(false),
      byPath: z.string().optional(),
      model: z.string().optional(),
    }),
  ),
  cpuCores: z.int().positive().default(1),
  memoryGiB: z.number().positive().default(1),
  firmware: z.enum(['UEFI', 'BIOS']).default('UEFI'),
  bootOrder: z
    .array(z.enum(['disk', 'network']))
    .min(1)
    .default(['disk', 'network']),
  bmc: z.strictObject({ username: z.string(), password: z.string() }).nullable().default(null),
  /** What runs on it already. */
  running: z.strictObject({ hostname: z.string().min(1), addresses: z.array(z.string()).min(1) }).optional(),
});

export const FaultBody = z.strictObject({
  system: z
    .enum(['foreman', 'nautobot', 'powerdns', 'redfish', 'salt', 'proxy', 'machine', 'minion', '*'])
    .default('*'),
  method: z.string().default('*'),
  path: z.string().default('*'),
  status: z.int().min(100).max(599).optional(),
  delayMs: z.number().min(0).optional(),
  hang: z.boolean().optional(),
  drop: z.enum(['before', 'after']).optional(),
  body: z.string().optional(),
  killPid: z.int().positive().optional(),
  machine: z.string().optional(),
  duplicate: z.boolean().optional(),
  does: z.enum(minionFaults).optional(),
  seconds: z.number().min(0).optional(),
  bytes: z.int().min(0).optional(),
  count: z.int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
});

export const SeedBody = z.strictObject({
  zones: z.array(z.string()).default([]),
  prefixes: z.array(z.string()).default([]),
  locations: z.array(z.string()).default([]),
  racks: z.array(z.strictObject({ name: z.string(), location: z.string() })).default([]),
  domains: z.array(z.string()).default([]),
});

/** File behind `--config`. */
export const ConfigFile = z.strictObject({
  ports: z
    .partialRecord(
      z.enum(['admin', 'foreman', 'nautobot', 'powerdns', 'redfish', 'salt', 'proxy']),
      z.int().min(0).max(65_535),
    )
    .optional(),
  settings: SettingsBody.optional(),
  credentials: z
    .strictObject({
      foreman: z.strictObject({ username: z.string(), password: z.string() }).optional(),
      redfish: z.strictObject({ username: z.string(), password: z.string() }).optional(),
      nautobot: z.strictObject({ token: z.string() }).optional(),
      powerdns: z.strictObject({ apiKey: z.string() }).optional(),
      salt: z.strictObject({ username: z.string(), password: z.string() }).optional(),
    })
    .optional(),
});
