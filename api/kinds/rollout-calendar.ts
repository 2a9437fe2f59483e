import { z } from 'zod';
import { WEEKDAYS } from '../rollout/rules.ts';
import { withRules } from '../schema/rule.ts';
import { duration, label, matching } from '../schema/strings.ts';

/** A rollout touches machines only in a window, if there are any. */
const window = withRules(
  z.object({
    start: matching(z.string().max(5), /^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day such as 22:00'),
    duration: duration(),
    /** On which it starts, however far it reaches into the next one; every day without any. */
    days: z.array(z.enum(WEEKDAYS)).max(7).default([]),
    timeZone: matching(
      label(64),
      /^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/,
      'must be an IANA time zone such as America/Los_Angeles',
    ).default('UTC'),
  }),
  [
    {
      cel: "self.duration.matches('[1-9]')",
      message: 'a window must be longer than nothing',
      field: 'duration',
      holds: ({ duration: text }) => /[1-9]/.test(text),
    },
  ],
);
export const windows = z.array(window).max(32);

/** RFC 3339 with "Z": so two of them compare as texts do. */
function utcTime() {
  return matching(
    z.string().max(40),
    /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/,
    'must be a UTC time such as 2026-12-20T00:00:00Z',
  );
}

/** Nothing is touched then, whatever the windows say. */
const freeze = withRules(z.object({ from: utcTime(), to: utcTime(), reason: label(256) }), [
  {
    cel: 'self.from < self.to',
    message: 'a freeze must end after it begins',
    field: 'to',
    holds: ({ from, to }) => from < to,
  },
]);
export const freezes = z.array(freeze).max(64);

export type WindowSpec = z.infer<typeof window>;
export type FreezeSpec = z.infer<typeof freeze>;
