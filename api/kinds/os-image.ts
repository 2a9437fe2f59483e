import { z } from 'zod';
import { COMPUTE_GROUP, SYSTEM_NAMESPACE } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { withRules } from '../schema/rule.ts';
import { httpUrl, label, matching, objectName } from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

const packageName = matching(label(128), /^[-@^A-Za-z0-9._+:*]+$/, 'must be a package, a @group or an @^environment');
const plainName = matching(label(64), /^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a plain name');

const REGISTRY = 'docker://';

/**
 * The system as a whole, put onto the disk in place of packages: a commit out of an OSTree repository (Anaconda's
 * ostreesetup), or one that is wrapped in a container image (ostreecontainer), as the scheme of the URL says.
 */
const ostree = withRules(
  z.object({
    url: matching(
      label(253),
      /^(https?:\/\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~/-]*)?|docker:\/\/[a-z0-9][a-z0-9._:/-]*(@sha256:[0-9a-f]{64})?)$/,
      'must be a repository such as http://mirror.example/ostree, or an image such as docker://registry.example/fleet/node:9',
    ),
    ref: matching(label(253), /^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'must be a ref such as fleet/9/x86_64/node').optional(),
    osName: plainName.default('fleet'),
    remote: plainName.default('fleet'),
    /** Signatures are demanded. */
    verify: z.boolean().default(true),
  }),
  [
    {
      cel: "self.url.startsWith('docker://') || has(self.ref)",
      message: 'a commit out of a repository has a ref',
      holds: ({ url, ref }) => url.startsWith(REGISTRY) || ref !== undefined,
    },
  ],
);

const templateConfigMapRef = z.object({
  namespace: objectName().default(SYSTEM_NAMESPACE),
  name: objectName(),
  key: plainName.default('kickstart'),
});

/** A template of the operator's own takes the place of the built-in one. */
const kickstart = z.object({
  template: z.enum(['rhel9-default']).default('rhel9-default'),
  templateConfigMapRef: templateConfigMapRef.optional(),
});

export const osImage = defineKind({
  group: COMPUTE_GROUP,
  kind: 'OSImage',
  plural: 'osimages',
  shortNames: ['osi'],
  namespaced: false,
  description: 'An operating system and where it is installed from.',
  schema: z.object({
    spec: z.object({
      family: z.enum(['RedHat']),
      version: matching(label(16), /^[0-9]+(\.[0-9]+)?$/, 'must be a version such as "9" or "9.4"'),
      /** The tree that the installer boots from, and gets its packages from. */
      source: z.object({ url: httpUrl(), ostree: ostree.optional() }),
      kickstart: kickstart.default({ template: 'rhel9-default' }),
      packages: z.array(packageName).max(512).default([]),
      kernelArgs: z
        .array(
          matching(
            label(256),
            /^[!#-&(-[\]-~]+$/,
            'must be one kernel argument in ASCII without spaces, quotes and backslashes',
          ),
        )
        .max(64)
        .default([]),
    }),
    status: z.object({ conditions: conditions.optional() }).optional(),
  }),
  columns: [
    { name: 'Family', type: 'string', jsonPath: '.spec.family' },
    { name: 'Version', type: 'string', jsonPath: '.spec.version' },
    { name: 'Source', type: 'string', jsonPath: '.spec.source.url' },
    AGE_COLUMN,
  ],
});
export type OSImage = Resource<z.infer<typeof osImage.schema>>;
