import { eachAtOnce } from '../../api/at-once.ts';
import { type GateContext, type Measured, worstOf } from './gate.ts';

const AT_ONCE = 8;

/** Puts the bucket, the commit, the transaction and the node where a gate's text asks for them. */
export function fillIn(text: string, { bucket, commit, transaction }: GateContext, node = ''): string {
  const values: Record<string, string> = { bucket, commit, transaction, node };
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/** Once for each node where one of the texts names the node, and once for all else. */
export async function askEach(
  texts: readonly string[],
  context: GateContext,
  ask: (filled: string[], node: string | undefined) => Promise<Measured>,
): Promise<Measured> {
  const filledFor = (node?: string) => texts.map((text) => fillIn(text, context, node));
  if (!texts.some((text) => text.includes('{{node}}'))) return ask(filledFor(), undefined);
  const answers = await eachAtOnce(context.nodes, AT_ONCE, (node) => ask(filledFor(node), node));
  return worstOf(answers, 'no node counts');
}
