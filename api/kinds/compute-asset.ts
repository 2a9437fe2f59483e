import { z } from 'zod';
import { INFRA_GROUP } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { withRules } from '../schema/rule.ts';
import { ipAddress, label, macAddress, matching, objectName, uid } from '../schema/strings.ts';
import { ACCEPTED_COLUMN, AGE_COLUMN, defineKind, type Resource } from './kind.ts';

const networkSwitchRef = z.object({
  name: objectName(),
  speed: label(32).optional(),
  type: z.enum(['Provision', 'Management']),
  port: label(64).optional(),
});

const disk = z.object({
  name: matching(label(32), /^[a-z][a-z0-9]*$/, 'must be a device name such as sda or nvme0n1'),
  sizeGiB: z.int().min(1).max(1_000_000),
  rotational: z.boolean().default(false),
  model: label(128).optional(),
  byPath: matching(label(253), /^[A-Za-z0-9:._+-]+$/, 'must be a name below /dev/disk/by-path').optional(),
});

const device = withRules(
  z.object({
    function: z.enum(['network', 'disk']),
    index: z.int().min(0).max(255).optional(),
    ipAddr: ipAddress().optional(),
    l2Domain: z
      .object({ name: objectName(), macAddress: macAddress(), networkSwitch: networkSwitchRef.optional() })
      .optional(),
    disk: disk.optional(),
  }),
  [
    {
      cel: "self.function != 'network' || has(self.l2Domain)",
      message: 'a network device needs l2Domain (its name and the macAddress)',
      holds: (device) => device.function !== 'network' || device.l2Domain !== undefined,
    },
    {
      cel: "self.function != 'disk' || has(self.disk)",
      message: 'a disk device needs disk (its name and sizeGiB)',
      holds: (device) => device.function !== 'disk' || device.disk !== undefined,
    },
  ],
);
export type Device = z.infer<typeof device>;

export const taint = z.object({
  key: label(316),
  value: z.string().max(63).optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule']),
});

export const secretRef = z.object({ namespace: objectName(), name: objectName() });

export const computeAsset = defineKind({
  group: INFRA_GROUP,
  kind: 'ComputeAsset',
  plural: 'computeassets',
  shortNames: ['asset'],
  namespaced: false,
  description: 'One physical machine, as the inventory knows it.',
  schema: z.object({
    availabilityZone: z.object({ name: objectName().optional() }).optional(),
    manufacturer: label(128).optional(),
    model: label(128).optional(),
    serialNumber: label(128).optional(),
    rack: z.object({ name: objectName(), unit: z.int().min(1).max(100).optional() }).optional(),
    devices: z.array(device).min(1).max(64),
    cpu: z.object({ cores: z.int().min(1).max(4096), architecture: label(32).default('x86_64') }).optional(),
    memory: z.object({ sizeGiB: z.int().min(1).max(1_000_000) }).optional(),
    firmware: z.object({ mode: z.enum(['UEFI', 'BIOS']) }).default({ mode: 'UEFI' }),
    bmc: z
      .object({
        address: matching(
          z.string().max(512),
          /^[a-z0-9-]+\+https?:\/\/[A-Za-z0-9.:[\]-]+\/[A-Za-z0-9/._~-]*$/,
          'must be a URL whose scheme names driver and protocol, such as redfish+https://10.2.2.2/redfish/v1/Systems/1',
        ).optional(),
        credentialsSecretRef: secretRef.optional(),
        systemId: uid().optional(),
      })
      .optional(),
    taints: z.array(taint).max(32).optional(),
    allowedNamespaces: z.array(label(63)).max(256).default(['*']),
    status: z
      .object({
        phase: z.enum(['Free', 'Claimed', 'Cleaning', 'Suspect', 'Quarantined', 'Broken']).optional(),
        claimedBy: z.object({ namespace: objectName(), name: objectName(), uid: uid() }).nullable().optional(),
        conditions: conditions.optional(),
      })
      .optional(),
  }),
  columns: [
    { name: 'Rack', type: 'string', jsonPath: '.rack.name' },
    { name: 'Model', type: 'string', jsonPath: '.model' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Node', type: 'string', jsonPath: '.status.claimedBy.name' },
    { ...ACCEPTED_COLUMN, priority: 1 },
    AGE_COLUMN,
  ],
});
export type ComputeAsset = Resource<z.infer<typeof computeAsset.schema>>;
