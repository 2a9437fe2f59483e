import type { LabelSelector } from './schema/label-selector.ts';

export type Labels = Readonly<Record<string, string>>;

/** As Kubernetes reads it, ready to be asked of many; one without a requirement selects everything. */
export function selector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): (labels: Labels) => boolean {
  const equal = Object.entries(matchLabels);
  return (labels) => equal.every(([key, value]) => labels[key] === value) && matchExpressions.every(holdsFor(labels));
}

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

function holdsFor(labels: Labels) {
  return ({ key, operator, values = [] }: Requirement): boolean => {
    const value = labels[key];
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
    }
  };
}
