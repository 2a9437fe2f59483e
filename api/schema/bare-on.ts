import { z } from 'zod';

/*
 * kubectl reads YAML 1.1, where a bare `on:` key is the boolean true, which JSON then spells "true". Objects that say
 * `on` would be refused from kubectl and taken from every other client. So both spellings are taken; who parses sees `on`.
 */

/** The CEL of "has `on`", in either spelling. */
export const HAS_ON = '(has(self.on) || has(self.__true__))';

export function withBareOn<V extends z.ZodType>(value: V) {
  return {
    on: value.optional(),
    true: value.optional().meta({ description: 'What YAML 1.1 makes of a bare "on".' }),
  };
}

/** Turns the spelling of kubectl into ours. */
export function readOn<V, T extends { on?: V; true?: V }>({ true: bare, ...rest }: T): Omit<T, 'true'> {
  return bare === undefined ? rest : { ...rest, on: rest.on ?? bare };
}
