import { z } from 'zod';
import { withRules } from './rule.ts';

const PERCENT = /^(100|[1-9]?[0-9])%$/;
const MOST = 100_000;
const WORDS = `must be a number from 0 to ${MOST} or a percentage such as 25%`;

/** As Kubernetes has it: a number such as 1, or a percentage such as 25%. */
export type IntOrPercent = number | string;

export function intOrPercent() {
  const either = z
    .union([z.int(), z.string()], 'is neither a whole number nor a text such as 25%')
    .meta({ 'x-kubernetes-int-or-string': true });
  return withRules(either, [
    {
      cel: `type(self) == string ? self.matches('${PERCENT.source}') : self >= 0 && self <= ${MOST}`,
      message: WORDS,
      holds: (value) => (typeof value === 'string' ? PERCENT.test(value) : value >= 0 && value <= MOST),
    },
  ]);
}
