type Labels = Readonly<Record<string, string>>;

export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** Why a selector is refused with this template; undefined when it is fine. */
export function selectorProblem(selector: Labels, templateLabels: Labels): string | undefined {
  const missed = Object.entries(selector).find(([key, value]) => templateLabels[key] !== value);
  if (!missed) return undefined;
  const [key, value] = missed;
  const has = templateLabels[key] === undefined ? 'has no such label' : `says "${templateLabels[key]}"`;
  return `The selector asks for ${key}=${value} and the template ${has}: the pool would not know its own nodes.`;
}

/** The selector as `kubectl` and autoscalers read it. */
export function selectorText(selector: Labels): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}
