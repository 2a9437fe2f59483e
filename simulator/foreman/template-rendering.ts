/** What the tiny ERB subset of the simulator can reach. */
export interface RenderContext {
  /** Value of a host, host group or global parameter. */
  hostParameter(name: string): string | null;
  foremanUrl(kind: string): string;
  hostName: string;
  token: string | null;
}

export type Rendered = { ok: true; text: string } | { ok: false; reason: string };

type Expression = (context: RenderContext, argument: string) => string;

const expressions: readonly (readonly [RegExp, Expression])[] = [
  [/^host_param\(\s*(?:'([^']*)'|"([^"]*)")\s*\)$/, (context, name) => context.hostParameter(name) ?? ''],
  [/^foreman_url\(\s*(?:'([^']*)'|"([^"]*)")\s*\)$/, (context, kind) => context.foremanUrl(kind)],
  [/^@host\.name$/, (context) => context.hostName],
  [/^@host\.token$/, (context) => context.token ?? ''],
];

/** Renders `<%= … %>` of the four known expressions and drops `<%# … %>`; any other tag is an error. */
export function renderTemplate(template: string, context: RenderContext): Rendered {
  let reason: string | null = null;
  const text = template.replace(
    /<%(#|=|-)?([\s\S]*?)-?%>(\n(?<=-%>\n))?/g,
    (tag, mark: string | undefined, body: string) => {
      if (mark === '#') return '';
      const value = mark === '=' ? evaluate(body.trim(), context) : null;
      if (value === null) reason ??= `There was an error rendering the template: can't evaluate ${tag.trim()}`;
      return value ?? '';
    },
  );
  if (reason === null && text.includes('<%')) reason = 'There was an error rendering the template: unterminated <% tag';
  return reason === null ? { ok: true, text } : { ok: false, reason };
}

function evaluate(source: string, context: RenderContext): string | null {
  for (const [pattern, expression] of expressions) {
    const found = pattern.exec(source);
    if (found) return expression(context, found[1] ?? found[2] ?? '');
  }
  return null;
}
