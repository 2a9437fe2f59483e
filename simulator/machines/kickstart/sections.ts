import { splitWords } from '../scripts/shell-words.ts';

export interface Command {
  name: string;
  /** Words after the name. */
  words: string[];
  line: number;
}

export interface Section {
  /** Without the percent sign, e.g. `post`. */
  kind: string;
  options: string[];
  body: string;
  line: number;
}

export interface Kickstart {
  commands: Command[];
  sections: Section[];
  /** Files to include that only `%pre` can make. */
  fileIncludes: string[];
  problems: string[];
}

const kinds = ['packages', 'pre', 'pre-install', 'post', 'onerror', 'traceback', 'addon', 'anaconda', 'certificate'];

/** Splits a kickstart into commands and sections; a section that does not end is a problem, as it is for Anaconda. */
export function splitKickstart(text: string): Kickstart {
  const result: Kickstart = { commands: [], sections: [], fileIncludes: [], problems: [] };
  let open: (Section & { lines: string[] }) | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (open !== null && line !== '%end') {
      if (kinds.includes(sectionName(line)))
        result.problems.push(`Section %${open.kind} does not end with %end (line ${open.line}).`);
      else {
        open.lines.push(raw);
        continue;
      }
      open = null;
    }
    if (line === '%end') {
      if (open)
        result.sections.push({ kind: open.kind, options: open.options, body: open.lines.join('\n'), line: open.line });
      else result.problems.push(`%end without a section (line ${index + 1}).`);
      open = null;
      continue;
    }
    if (line === '' || line.startsWith('#')) continue;
    const [name = '', ...options] = line.split(/\s+/);
    if (name === '%include') result.fileIncludes.push(options[0] ?? '');
    else if (!name.startsWith('%')) readCommand(line, index + 1, result);
    else if (kinds.includes(sectionName(line)))
      open = { kind: name.slice(1), options, body: '', line: index + 1, lines: [] };
    else result.problems.push(`Unknown section ${name} (line ${index + 1}).`);
  }
  if (open) result.problems.push(`Section %${open.kind} does not end with %end (line ${open.line}).`);
  return result;
}

function sectionName(line: string): string {
  return /^%([a-z-]+)(?:\s|$)/.exec(line)?.[1] ?? '';
}

function readCommand(line: string, number: number, result: Kickstart): void {
  const split = splitWords(line, null);
  if (!split.ok) {
    result.problems.push(`${split.reason} (line ${number}).`);
    return;
  }
  const [name = '', ...words] = split.words;
  result.commands.push({ name, words, line: number });
}

/** `--name=value` by name, a bare flag as an empty text, and the words that are no options. */
export function optionsOf(words: readonly string[]): { options: Map<string, string>; rest: string[] } {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (const word of words) {
    if (!word.startsWith('--')) {
      rest.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    options.set(equals < 0 ? word.slice(2) : word.slice(2, equals), equals < 0 ? '' : word.slice(equals + 1));
  }
  return { options, rest };
}
