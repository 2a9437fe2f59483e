import { z } from 'zod';
import { COMPUTE_GROUP } from '../groups.ts';
import { conditions } from '../schema/conditions.ts';
import { httpUrl, label, matching } from '../schema/strings.ts';
import { AGE_COLUMN, defineKind, type Resource } from './kind.ts';

const packageName = matching(label(128), /^[-@^A-Za-z0-9._+:*]+$/, 'must be a package, a @group or an @^environment');

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
      source: z.object({ url: httpUrl() }),
      kickstart: z
        .object({ template: z.enum(['rhel9-default']).default('rhel9-default') })
        .default({ template: 'rhel9-default' }),
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
