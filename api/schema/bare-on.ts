import type { z } from 'zod';

/*
 * kubectl reads YAML 1.1, where a bare `on:` key is the boolean true, which JSON then spells "true". Objects that say
 * `on` would be refused from kubectl and taken from every other client. So both spellings are taken, and
 * activities/scheduling/disk-layout.ts makes them one.
 */

/** The CEL of "has `on`", in either spelling. */
export const HAS_ON = '(has(self.on) || has(self.__true__))';

export function withBareOn<V extends z.ZodType>(value: V) {
  return {
    on: value.optional(),
    true: value.optional().meta({ description: 'What YAML 1.1 makes of a bare "on".' }),
  };
}
