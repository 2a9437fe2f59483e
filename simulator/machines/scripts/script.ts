import { splitWords } from './shell-words.ts';

/** What the simulator understands of a shell script, in order; other lines have no effect on a simulated machine. */
export type Step =
  /** `otherwise` runs when the curl fails, and decides then; null: the failure stands. */
  | { kind: 'curl'; words: string[]; otherwise: Step[] | null }
  | { kind: 'file'; path: string; content: string; append: boolean }
  | { kind: 'remove'; path: string }
  | { kind: 'enable'; unit: string }
  | { kind: 'disable'; unit: string }
  /** `set -e`: the first failure ends the script. */
  | { kind: 'strict' }
  | { kind: 'wipe'; device: string }
  | { kind: 'host-keys' }
  | { kind: 'private-key'; path: string }
  /** Of the private key `of`. */
  | { kind: 'public-key'; of: string; path: string }
  | { kind: 'power-off' }
  | { kind: 'reboot' }
  | { kind: 'broken'; reason: string };

const heredocStart = /<<(-?)\s*(['"]?)(\w+)\2/;

/** Reads a script line by line, with continuation lines, heredocs and plain `NAME=value` assignments. */
export function readScript(text: string): Step[] {
  const lines = text.split('\n');
  const variables = new Map<string, string>();
  const steps: Step[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    let line = lines[at] ?? '';
    while (line.endsWith('\\') && at + 1 < lines.length) {
      at += 1;
      line = `${line.slice(0, -1)} ${(lines[at] ?? '').trim()}`;
    }
    const heredoc = heredocStart.exec(line);
    if (!heredoc) {
      steps.push(...readLine(line.trim(), variables));
      continue;
    }
    const [, dash, quote, end = ''] = heredoc;
    const body: string[] = [];
    for (at += 1; at < lines.length && stripTabs(lines[at] ?? '', dash) !== end; at += 1)
      body.push(stripTabs(lines[at] ?? '', dash));
    if (at >= lines.length) steps.push({ kind: 'broken', reason: `heredoc ${end} does not end` });
    steps.push(
      ...fileStep(
        expand(line, variables),
        body.map((row) => `${quote === '' ? expand(row, variables) : row}\n`).join(''),
      ),
    );
  }
  return steps;
}

function stripTabs(line: string, dash: string | undefined): string {
  return dash === '-' ? line.replace(/^\t+/, '') : line;
}

function expand(row: string, variables: ReadonlyMap<string, string>): string {
  return row.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_match, braced: string | undefined, bare: string | undefined) => variables.get(braced ?? bare ?? '') ?? '',
  );
}

function fileStep(line: string, content: string): Step[] {
  const target = /(>>?)\s*(["']?)([^\s<>"']+)\2/.exec(line.replace(heredocStart, ''));
  const path = target?.[3] ?? /\btee\s+(?:-a\s+)?(\S+)/.exec(line)?.[1];
  return path === undefined ? [] : [{ kind: 'file', path: installedPath(path), content, append: target?.[1] === '>>' }];
}

function readLine(given: string, variables: Map<string, string>): Step[] {
  // Branches are not decided here: every command of a conditional counts.
  const line = given.replace(/^(?:(?:if|then|else|elif|do|!|exec)\s+)+/, '');
  const assignment = /^(?:export\s+|readonly\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line);
  if (assignment) {
    const found = lookedUp(assignment[2] ?? '', variables);
    if (found !== null) variables.set(assignment[1] ?? '', found);
    if (found !== null) return [];
    const value = splitWords(assignment[2] ?? '', variables);
    if (value.ok) variables.set(assignment[1] ?? '', value.words[0] ?? '');
    return [];
  }
  const split = splitWords(line, variables);
  if (!split.ok) return /^(\S*\/)?curl\s/.test(line) ? [{ kind: 'broken', reason: split.reason }] : [];
  const [command = '', ...words] = split.words;
  const name = command.replace(/^.*\//, '');
  const alternative = /\|\|\s*(.+)$/.exec(split.rest)?.[1];
  if (name === 'curl') {
    const otherwise = alternative === undefined ? null : readLine(alternative, variables);
    return [{ kind: 'curl', words, otherwise }, ...readNext(split.rest, variables)];
  }
  return [...readCommand(name, words), ...readNext(split.rest, variables)];
}

/** What a script looks up about a device: a MAC address stands for the device's name, which only the machine knows. */
function lookedUp(value: string, variables: ReadonlyMap<string, string>): string | null {
  const device = /^\$\(grep -\w+ '([0-9a-f:]{17})' \/sys\/class\/net\/\*\/address\b/i.exec(value)?.[1];
  if (device !== undefined) return device;
  const [, name, folder] = /^\$\(grep -\w+ "interface-name=\$(\w+)[|"].* (\/\S+)\/\*\.nmconnection\b/.exec(value) ?? [];
  return name === undefined ? null : `${folder}/${variables.get(name) ?? ''}.nmconnection`;
}

function readNext(rest: string, variables: Map<string, string>): Step[] {
  const next = /^(?:;|&&)\s*(.+)$/.exec(rest)?.[1];
  return next === undefined ? [] : readLine(next, variables);
}

/** What a command other than curl does to the simulated machine. */
export function readCommand(name: string, words: readonly string[]): Step[] {
  const operands = words.filter((word) => !word.startsWith('-'));
  switch (name) {
    case 'systemctl': {
      const [verb, ...units] = operands;
      if (verb !== 'enable' && verb !== 'disable') return [];
      return units.map((unit) => ({ kind: verb, unit: unitName(unit) }));
    }
    case 'ln': {
      const unit = operands.find((word) => word.endsWith('.service'));
      return unit !== undefined && operands.some((word) => word.includes('.wants/'))
        ? [{ kind: 'enable', unit: unitName(unit) }]
        : [];
    }
    case 'rm':
      return operands.map((path) => ({ kind: 'remove', path: installedPath(path) }));
    case 'touch':
      return operands.map((path) => ({ kind: 'file', path: installedPath(path), content: '', append: true }));
    case 'set':
      return words.some((word) => /^-\w*e/.test(word)) ? [{ kind: 'strict' }] : [];
    case 'ssh-keygen':
      return words.includes('-A') ? [{ kind: 'host-keys' }] : [];
    case 'openssl':
      return readOpenssl(words);
    case 'wipefs':
    case 'blkdiscard':
      return operands.filter((word) => word.startsWith('/dev/')).map((device) => ({ kind: 'wipe', device }));
    case 'dd':
      return operands
        .filter((word) => word.startsWith('of=/dev/'))
        .map((word) => ({ kind: 'wipe', device: word.slice('of='.length) }));
    case 'poweroff':
    case 'shutdown':
    case 'halt':
      return [{ kind: 'power-off' }];
    case 'reboot':
      return [{ kind: 'reboot' }];
    default:
      return [];
  }
}

/** A key is made, or its public half written. */
function readOpenssl(words: readonly string[]): Step[] {
  const after = (option: string) => installedPath(words[words.indexOf(option) + 1] ?? '');
  if (words[0] === 'genrsa') return [{ kind: 'private-key', path: after('-out') }];
  return words.includes('-pubout') ? [{ kind: 'public-key', of: after('-in'), path: after('-out') }] : [];
}

function unitName(path: string): string {
  const name = path.replace(/^.*\//, '');
  return name.includes('.') ? name : `${name}.service`;
}

/** Paths under the installer's mount point are the installed system's own. */
function installedPath(path: string): string {
  return path.replace(/^\/mnt\/sys(root|image)(?=\/)/, '');
}
