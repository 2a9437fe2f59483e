import { splitWords } from './shell-words.ts';
import { readCommand, readScript, type Step } from './script.ts';

export interface Unit {
  steps: Step[];
  /** `ConditionFirstBoot=yes`. */
  firstBootOnly: boolean;
  /** Path of `ConditionPathExists=!…`. */
  unlessExists: string | null;
}

/** Reads a systemd service: its commands run without a shell, so `||` and `>` mean nothing in them. */
export function readUnit(text: string): Unit {
  const joined = text.replace(/\\\n\s*/g, ' ');
  const values = (name: string) =>
    [...joined.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map((found) => found[1]?.trim() ?? '');
  const commands = ['ExecStartPre', 'ExecStart', 'ExecStartPost'].flatMap(values);
  return {
    // A command that fails keeps those after it from running.
    steps: commands.length === 0 ? [] : [{ kind: 'strict' }, ...commands.flatMap(readExec)],
    firstBootOnly: values('ConditionFirstBoot').some((value) => /^(yes|true|1)$/.test(value)),
    unlessExists:
      values('ConditionPathExists')
        .find((value) => value.startsWith('!'))
        ?.slice(1) ?? null,
  };
}

function readExec(value: string): Step[] {
  const mayFail = value.startsWith('-');
  const command = value.replace(/^[-@:+!]+/, '').replaceAll('%%', '%');
  const split = splitWords(command, null);
  if (!split.ok) return [{ kind: 'broken', reason: split.reason }];
  const [path = '', ...words] = split.words;
  const name = path.replace(/^.*\//, '');
  if (/^(ba)?sh$/.test(name)) return readScript(words.at(-1) ?? '');
  if (name === 'curl') return [{ kind: 'curl', words, otherwise: mayFail ? [] : null }];
  return readCommand(name, words);
}
