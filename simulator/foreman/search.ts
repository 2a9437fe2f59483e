import { badRequest } from './refusals.ts';

/** One `field operator value` of a scoped search; the clauses of a search are joined by `and`. */
export interface Clause {
  field: string;
  operator: '=' | '!=' | '~' | '^';
  /** One value, or for `^` (is one of) all of them. */
  values: string[];
}

const token = /\s*(?:"((?:[^"\\]|\\.)*)"|(!=|=|~|\^)|([(),])|([^\s"=~^!(),]+))/y;

interface Token {
  kind: 'text' | 'operator' | 'mark';
  value: string;
  quoted: boolean;
}

/** Parses the subset `a = b and c = "d"`, with `=`, `!=`, `~` and `^ (x, y)`. */
export function parseSearch(search: string): Clause[] {
  const tokens = tokenize(search);
  const clauses: Clause[] = [];
  while (tokens.length > 0) {
    if (clauses.length > 0 && isAnd(tokens[0])) tokens.shift();
    const field = tokens.shift();
    const operator = tokens.shift();
    if (field?.kind !== 'text' || operator?.kind !== 'operator') throw misunderstood(search);
    const values = operator.value === '^' ? takeList(tokens, search) : [takeValue(tokens, search)];
    clauses.push({ field: field.value, operator: operator.value as Clause['operator'], values });
  }
  return clauses;
}

/** Tells whether all the values that a field has satisfy the clause; made once for all the rows of a search. */
export function testOf({ operator, values }: Clause): (actual: readonly string[]) => boolean {
  const wanted = values.map((value) => value.toLowerCase());
  const isWanted = (value: string) => wanted.includes(value.toLowerCase());
  if (operator === '!=') return (actual) => !actual.some(isWanted);
  if (operator !== '~') return (actual) => actual.some(isWanted);
  const parts = wanted.map((part) => part.replaceAll('*', ''));
  return (actual) => actual.some((value) => includesAny(value.toLowerCase(), parts));
}

function includesAny(value: string, parts: readonly string[]): boolean {
  return parts.some((part) => value.includes(part));
}

export function unknownField(field: string): Error {
  return badRequest(`Field '${field}' not recognized for searching!`);
}

function tokenize(search: string): Token[] {
  const tokens: Token[] = [];
  const end = search.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const found = token.exec(search);
    if (found === null) throw misunderstood(search);
    const [, quoted, operator, mark, word] = found;
    if (operator !== undefined) tokens.push({ kind: 'operator', value: operator, quoted: false });
    else if (mark !== undefined) tokens.push({ kind: 'mark', value: mark, quoted: false });
    else
      tokens.push({ kind: 'text', value: quoted?.replace(/\\(.)/g, '$1') ?? word ?? '', quoted: quoted !== undefined });
  }
  return tokens;
}

function isAnd(next: Token | undefined): boolean {
  return next?.kind === 'text' && !next.quoted && /^(and|&&?)$/i.test(next.value);
}

function takeValue(tokens: Token[], search: string): string {
  const value = tokens.shift();
  if (value?.kind !== 'text') throw misunderstood(search);
  return value.value;
}

function takeList(tokens: Token[], search: string): string[] {
  const bracketed = tokens[0]?.value === '(';
  if (bracketed) tokens.shift();
  const values = [takeValue(tokens, search)];
  while (tokens[0]?.value === ',') {
    tokens.shift();
    values.push(takeValue(tokens, search));
  }
  if (bracketed && tokens.shift()?.value !== ')') throw misunderstood(search);
  return values;
}

function misunderstood(search: string): Error {
  return badRequest(`Search query '${search}' was not understood`);
}
