export type Words = { ok: true; words: string[]; rest: string } | { ok: false; reason: string };

/** Values of `$NAME`; null where there is no shell: then `$`, `|`, `;`, `&`, `>` and `<` are letters as any others. */
export type Variables = ReadonlyMap<string, string> | null;

/**
 * Splits the first simple command of a line into words, with quotes, backslashes and `$NAME` as a shell has them.
 * `rest` is what follows its end: from the first unquoted `|`, `;`, `&`, `>` or `<`.
 */
export function splitWords(line: string, variables: Variables): Words {
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < line.length) {
    const character = line.charAt(at);
    if (variables !== null && /[|;&<>]/.test(character)) break;
    if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
      continue;
    }
    if (character === '#' && word === null) break;
    const piece = readPiece(line, at, variables);
    if (!piece.ok) return piece;
    word = (word ?? '') + piece.text;
    at = piece.next;
  }
  // In `2>/dev/null` the digit belongs to the redirection.
  if (word !== null && !(line.charAt(at) === '>' && /^\d$/.test(word))) words.push(word);
  return { ok: true, words, rest: line.slice(at) };
}

type Piece = { ok: true; text: string; next: number } | { ok: false; reason: string };

function readPiece(line: string, at: number, variables: Variables): Piece {
  const character = line.charAt(at);
  if (character === "'") {
    const end = line.indexOf("'", at + 1);
    return end < 0
      ? { ok: false, reason: 'unterminated single quote' }
      : { ok: true, text: line.slice(at + 1, end), next: end + 1 };
  }
  if (character === '"') return readDoubleQuoted(line, at + 1, variables);
  if (character === '\\') return { ok: true, text: line.charAt(at + 1), next: at + 2 };
  if (character === '$' && variables !== null) return readVariable(line, at, variables);
  return { ok: true, text: character, next: at + 1 };
}

function readDoubleQuoted(line: string, start: number, variables: Variables): Piece {
  let text = '';
  let at = start;
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === '"') return { ok: true, text, next: at + 1 };
    if (character === '\\' && /["\\$`]/.test(line.charAt(at + 1))) {
      text += line.charAt(at + 1);
      at += 2;
      continue;
    }
    const piece: Piece =
      character === '$' && variables !== null
        ? readVariable(line, at, variables)
        : { ok: true, text: character, next: at + 1 };
    if (!piece.ok) return piece;
    text += piece.text;
    at = piece.next;
  }
  return { ok: false, reason: 'unterminated double quote' };
}

function readVariable(line: string, at: number, variables: ReadonlyMap<string, string>): Piece {
  const found = /^\$(?:\{(\w+)\}|(\w+))/.exec(line.slice(at));
  if (!found) return { ok: false, reason: `can't evaluate ${line.slice(at, at + 20)}` };
  const name = found[1] ?? found[2] ?? '';
  return { ok: true, text: variables.get(name) ?? '', next: at + found[0].length };
}
