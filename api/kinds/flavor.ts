import { z } from 'zod';
import { COMPUTE_GROUP } from '../groups.ts';
import { HAS_ON, withBareOn } from '../schema/bare-on.ts';
import { conditions } from '../schema/conditions.ts';
import { withRules } from '../schema/rule.ts';
import { label, matching } from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

const diskAlias = matching(label(32), /^[a-z][a-z0-9-]*$/, 'must be a short lower-case name');
const groupName = matching(label(32), /^[A-Za-z][A-Za-z0-9_-]*$/, 'must be a name of letters, digits, "_" and "-"');

const diskRequirement = z.object({
  minSizeGiB: z.int().min(1).max(1_000_000).optional(),
  rotational: z.boolean().optional(),
  count: z.int().min(1).max(64).default(1),
});

const diskSelector = z.object({
  name: label(32).optional(),
  minSizeGiB: z.int().min(1).max(1_000_000).optional(),
  maxSizeGiB: z.int().min(1).max(1_000_000).optional(),
  rotational: z.boolean().optional(),
  /** As the inventory has it, whatever its case. */
  model: label(128).optional(),
  byPath: label(253).optional(),
});

const mount = withRules(
  z.object({
    path: matching(label(253), /^(\/[A-Za-z0-9._/-]*|swap)$/, 'must be an absolute path or "swap"'),
    sizeMiB: z.int().min(1).max(1_000_000_000),
    grow: z.boolean().default(false),
    fsType: z.enum(['xfs', 'ext4', 'efi', 'swap', 'biosboot']),
    ...withBareOn(diskAlias),
    raid: groupName.optional(),
    volumeGroup: groupName.optional(),
    /** Only on machines of that firmware: /boot/efi is nothing for BIOS, a biosboot partition nothing for UEFI. */
    firmware: z.enum(['UEFI', 'BIOS']).optional(),
  }),
  [
    {
      cel: `[${HAS_ON}, has(self.raid), has(self.volumeGroup)].filter(x, x).size() == 1`,
      message: 'a mount stands on exactly one of on (a disk), raid (an array) or volumeGroup',
      holds: (mount) => [mount.on ?? mount.true, mount.raid, mount.volumeGroup].filter(Boolean).length === 1,
    },
  ],
);

const volumeGroup = withRules(z.object({ name: groupName, ...withBareOn(z.array(label(32)).min(1).max(32)) }), [
  {
    cel: HAS_ON,
    message: 'a volume group stands on at least one disk or array: name them in on',
    holds: (group) => (group.on ?? group.true) !== undefined,
  },
]);

const quantity = matching(label(16), /^[1-9][0-9]*(Mi|Gi|Ti)$/, 'must be a size such as 16Gi');

/** For providers of virtual machines; a native one has no use for it. */
const vm = z.object({ cpu: z.int().min(1).max(4096), memory: quantity, rootVolumeSize: quantity });

export const flavor = defineKind({
  group: COMPUTE_GROUP,
  kind: 'Flavor',
  plural: 'flavors',
  shortNames: ['flv'],
  namespaced: false,
  description: 'What hardware a node needs, and how its disks are laid out.',
  schema: z.object({
    spec: z.object({
      requirements: z
        .object({
          cpuCores: z.int().min(1).max(4096).optional(),
          memoryGiB: z.int().min(1).max(1_000_000).optional(),
          disks: z.array(diskRequirement).max(16).default([]),
          nics: z.int().min(1).max(64).default(1),
        })
        .default({ disks: [], nics: 1 }),
      partitions: z.object({
        disks: z
          .array(
            z.object({
              select: diskSelector.default({}),
              as: diskAlias,
              /** Its content survives a reinstall: a disk with one mount of data directly on it. */
              keep: z.boolean().optional(),
            }),
          )
          .min(1)
          .max(32),
        raid: z
          .array(
            z.object({
              name: groupName,
              level: z.enum(['0', '1', '10']),
              members: z.array(diskAlias).min(2).max(32),
              sizeMiB: z.int().min(1).max(1_000_000_000).optional(),
            }),
          )
          .max(32)
          .default([]),
        volumeGroups: z.array(volumeGroup).max(32).default([]),
        mounts: z.array(mount).min(1).max(64),
      }),
      vm: vm.optional(),
    }),
    status: z.object({ conditions: conditions.optional() }).optional(),
  }),
  columns: [
    { name: 'Cores', type: 'integer', jsonPath: '.spec.requirements.cpuCores' },
    { name: 'Memory', type: 'integer', jsonPath: '.spec.requirements.memoryGiB' },
    AGE_COLUMN,
  ],
});
export type Flavor = Resource<z.infer<typeof flavor.schema>>;
