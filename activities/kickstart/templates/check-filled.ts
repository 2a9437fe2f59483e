import { survivesErb } from '../foreman-template.ts';
import type { Problem } from '../problem.ts';
import type { Sections } from './variables.ts';

/** Without these a machine erases what it should not, or nobody hears of it. */
const REQUIRED = ['network', 'source', 'storage', 'scripts'] as const satisfies readonly (keyof Sections)[];
/** What the checked layout says alone. */
const STORAGE_COMMANDS =
  /^(autopart|bootloader|btrfs|clearpart|ignoredisk|logvol|part|partition|raid|reqpart|volgroup|zerombr|zipl)\b/;
const SECTION = /^%(packages|pre|pre-install|post|onerror|traceback|addon|anaconda)\b/;

/** What a filled-in template must and must not hold: the checked layout and the call-backs are ours to say. */
export function checkFilled(text: string, sections: Sections): Problem[] {
  const problems: Problem[] = [];
  const add = (reason: string, remedy: string) => problems.push({ field: 'osImage.template', reason, remedy });
  for (const name of REQUIRED) {
    const times = text.split(sections[name]).length - 1;
    if (times !== 1) add(`the section ${name} is there ${times} times`, `write {{ sections.${name} }} once`);
  }
  if (!survivesErb(text)) add('it holds an ERB tag, "<%"', 'leave it out: Foreman would run it');
  return problems.length > 0 ? problems : [...problems, ...checkLines(text, sections)];
}

function checkLines(text: string, sections: Sections): Problem[] {
  const problems: Problem[] = [];
  const at = text.indexOf(sections.storage);
  const ours = { from: lineAt(text, at), to: lineAt(text, at + sections.storage.length) };
  let open: { name: string; line: number } | undefined;
  const add = (reason: string, remedy: string) => problems.push({ field: 'osImage.template', reason, remedy });
  for (const [index, written] of text.split('\n').entries()) {
    const line = index + 1;
    const section = SECTION.exec(written)?.[1];
    if (section !== undefined) {
      if (open) add(`line ${line} of the kickstart: %${section} begins inside %${open.name}`, 'end it with %end first');
      open = { name: section, line };
    } else if (/^%end\s*$/.test(written)) {
      if (!open) add(`line ${line} of the kickstart: %end ends nothing`, 'leave it out');
      open = undefined;
    } else if (!open && STORAGE_COMMANDS.test(written) && (line < ours.from || line > ours.to)) {
      const reason = `line ${line} of the kickstart: ${written.split(' ')[0]} is not for a template to say`;
      add(reason, "leave it out, and say it in the Flavor's partitions");
    }
  }
  if (open) add(`%${open.name} in line ${open.line} of the kickstart has no %end`, 'end it with %end');
  return problems;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
