import { z } from 'zod';
import type { PlanInputs } from '../../api/plan.ts';
import { Failure } from '../failure.ts';

const line = z.string().max(1024);
const lines = z.array(line).max(1024);
const count = z.int().min(0).max(1_000_000_000);
const secretRef = z.object({ namespace: line, name: line });

const subnet = z.object({
  name: line,
  vpc: line,
  cidr: line,
  gateway: line.optional(),
  dns: lines,
  ntp: lines,
  domain: line.optional(),
  reserved: lines,
  allocation: z.enum(['Sequential', 'Random', 'Hash']).optional(),
  routes: z
    .array(z.object({ destination: line, via: line, metric: z.int().min(0).max(0xffff_ffff).optional() }))
    .max(1024)
    .optional(),
});

const asset = z.object({
  name: line,
  manufacturer: line,
  model: line,
  serialNumber: line.optional(),
  rack: z.object({ name: line, unit: count.optional() }).optional(),
  availabilityZone: line.optional(),
  firmware: z.enum(['UEFI', 'BIOS']),
  architecture: line,
  labels: z.record(line, line),
  nics: z
    .array(
      z.object({
        device: line,
        mac: line,
        l2Domain: line,
        switch: line.optional(),
        subnets: z.array(subnet).max(64),
        requested: lines,
      }),
    )
    .max(64),
  disks: z
    .array(
      z.object({
        name: line,
        sizeGiB: count,
        rotational: z.boolean(),
        byPath: line.optional(),
        model: line.optional(),
      }),
    )
    .max(64),
  bmc: z.object({ address: line, credentialsSecretRef: secretRef.optional(), systemId: line.optional(), macs: lines }),
});

const osImage = z.object({
  name: line,
  family: z.enum(['RedHat']),
  version: line,
  sourceUrl: line,
  ostree: z.object({ url: line, ref: line.optional(), osName: line, remote: line, verify: z.boolean() }).optional(),
  template: line,
  templateRef: z.object({ namespace: line, name: line, key: line }).optional(),
  packages: lines,
  kernelArgs: lines,
});

const layout = z.object({
  disks: z
    .array(
      z.object({
        select: z.object({
          name: line.optional(),
          minSizeGiB: count.optional(),
          maxSizeGiB: count.optional(),
          model: line.optional(),
          rotational: z.boolean().optional(),
          byPath: line.optional(),
        }),
        as: line,
        keep: z.boolean().optional(),
      }),
    )
    .max(64),
  raid: z
    .array(z.object({ name: line, level: z.enum(['0', '1', '10']), members: lines, sizeMiB: count.optional() }))
    .max(64),
  volumeGroups: z.array(z.object({ name: line, on: lines })).max(64),
  mounts: z
    .array(
      z.object({
        path: line,
        sizeMiB: count,
        grow: z.boolean(),
        fsType: z.enum(['xfs', 'ext4', 'efi', 'swap', 'biosboot']),
        on: line.optional(),
        raid: line.optional(),
        volumeGroup: line.optional(),
      }),
    )
    .max(64),
});

const systems = z.object({
  foreman: z.object({ url: line, credentialsSecretRef: secretRef, organization: line, location: line }),
  cmdb: z.object({ type: z.enum(['nautobot']), url: line, credentialsSecretRef: secretRef }),
  ipam: z.object({ type: z.enum(['cluster', 'nautobot']) }).optional(),
  dns: z.object({ type: z.enum(['powerdns']), url: line, credentialsSecretRef: secretRef, ttl: count }),
  probes: z.object({ ssh: z.boolean(), proxy: line.optional() }),
  timeouts: z.object({ install: count, powerOff: count, wipe: count }),
  installAttempts: count,
});

/** `spec.plan.inputs` of an AssetClaim. Only the shape: whether it can be installed is `checkKickstart`'s to say. */
export const planInputs: z.ZodType<PlanInputs> = z.object({
  hostname: line,
  domain: line,
  fqdn: line,
  asset,
  osImage,
  layout,
  kept: lines.optional(),
  sshKeys: z.array(z.string().max(8192)).max(64),
  deletionPolicy: z.enum(['Wipe', 'Retain']),
  probes: z.array(z.object({ port: count })).max(64),
  systems,
});

/** Throws InvalidInput that names every field which is not as a plan has it. */
export function parsePlanInputs(value: unknown, claim: string): PlanInputs {
  const parsed = planInputs.safeParse(value);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'inputs'}: ${message}`);
  throw new Failure('InvalidInput', `The plan in AssetClaim ${claim} can't be read: ${mistakes.join('; ')}`);
}
