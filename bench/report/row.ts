/** One measured figure. `ratio`, where there is one, is what the aim is about; else `value` is. */
export interface Row {
  name: string;
  value: number | null;
  unit: string;
  /** What `value` is held against, in the same unit. */
  baseline: number | null;
  ratio: number | null;
  /** Such as "≤ 14"; null where the figure is for information. */
  aim: string | null;
  /** Null without an aim. */
  pass: boolean | null;
}

export type Aim = { at: 'least' | 'most' | 'below'; limit: number };

export interface Figure {
  name: string;
  /** Undefined, or not a number, when it could not be measured: such a figure misses its aim. */
  value: number | undefined;
  unit: string;
  baseline?: number;
  ratio?: number;
  aim?: Aim;
}

const SIGNS = { least: '≥', most: '≤', below: '<' } as const;

export function rowOf({ name, value, unit, baseline, ratio, aim }: Figure): Row {
  const judged = rounded(ratio ?? value);
  return {
    name,
    value: rounded(value),
    unit,
    baseline: rounded(baseline),
    ratio: rounded(ratio),
    aim: aim ? `${SIGNS[aim.at]} ${aim.limit}` : null,
    pass: aim ? judged !== null && meets(judged, aim) : null,
  };
}

/** The names of the rows whose aim was missed. */
export function missed(rows: readonly Row[]): string[] {
  return rows.filter(({ pass }) => pass === false).map(({ name }) => name);
}

function meets(value: number, { at, limit }: Aim): boolean {
  if (at === 'least') return value >= limit;
  return at === 'most' ? value <= limit : value < limit;
}

/** More digits than three behind the point are noise. */
function rounded(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value * 1000) / 1000;
}
