import { parser } from '@prometheus-io/lezer-promql';

/** One metric that an expression reads. */
export interface Selector {
  metric: string;
  matchers: { label: string; operator: string; value: string }[];
  /** Labels that it is grouped or matched by, anywhere around it. */
  groupedBy: string[];
  /** Read over a range, as counters are. */
  range: boolean;
}

interface SyntaxNode {
  name: string;
  from: number;
  to: number;
  parent: SyntaxNode | null;
  getChild(name: string): SyntaxNode | null;
  getChildren(name: string): SyntaxNode[];
}

const MATCHERS = ['UnquotedLabelMatcher', 'QuotedLabelMatcher'];

/** What an expression reads. Throws where it is no PromQL, with the place. */
export function selectorsOf(expression: string): Selector[] {
  const selectors: Selector[] = [];
  const text = ({ from, to }: SyntaxNode) => expression.slice(from, to);
  parser.parse(expression).iterate({
    enter({ type, node }) {
      if (type.isError)
        throw new Error(`No PromQL at "${expression.slice(Math.max(0, node.from - 10), node.to + 20)}"`);
      if (node.name !== 'VectorSelector') return;
      const metric = node.getChild('Identifier');
      if (!metric) throw new Error(`A selector names no metric: ${text(node)}`);
      const list = node.getChild('LabelMatchers');
      const found = MATCHERS.flatMap((name) => list?.getChildren(name) ?? []);
      const matchers = found.map((matcher) => ({
        label: text(matcher.getChild('LabelName') ?? matcher),
        operator: text(matcher.getChild('MatchOp') ?? matcher),
        value: text(matcher.getChild('StringLiteral') ?? matcher).slice(1, -1),
      }));
      const range = node.parent?.name === 'MatrixSelector';
      selectors.push({ metric: text(metric), matchers, groupedBy: labelsAround(node, text), range });
    },
  });
  if (selectors.length === 0) throw new Error(`It reads no metric: ${expression}`);
  return selectors;
}

function labelsAround(node: SyntaxNode, text: (node: SyntaxNode) => string): string[] {
  const labels: string[] = [];
  for (let around = node.parent; around; around = around.parent) {
    const clause = around.getChild('AggregateModifier') ?? around.getChild('MatchingModifierClause');
    const grouping = clause?.getChild('GroupingLabels');
    labels.push(...(grouping?.getChildren('LabelName') ?? []).map(text));
  }
  return labels;
}
