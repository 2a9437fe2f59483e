/** One line of Prometheus' text format. */
export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** The samples of one metric; everything else in the text is passed over, however much it is. */
export function samplesOf(text: string, metric: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(metric))
    .flatMap((line) => {
      const [, name, labels = '', value] = LINE.exec(line.trim()) ?? [];
      return name === metric ? [{ name, labels: parseLabels(labels), value: numberOf(value) }] : [];
    });
}

function parseLabels(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, unescaped(value)]));
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

function numberOf(text: string | undefined): number {
  if (text === '+Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
