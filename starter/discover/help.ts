import { COLUMNS, NUMBERED } from './csv-file.ts';

/** Behind the options of `bedplate discover --help`. */
export function discoverHelp(): string {
  const numbered = Object.keys(NUMBERED).map((name) => name.replace('_', '1_'));
  return `
Columns of a CSV file (its first line names those that it has, in any order; an empty cell says nothing):
${wrapped(Object.keys(COLUMNS))}
and for each network device and disk, numbered from 1:
${wrapped(numbered)}
YAML has the same as nested fields; docs/discovery.md shows both.

Nothing is written without --yes. What differs is shown, and never taken without --update; what tells one machine from
another (name, serial number, system id, MACs) is filled in where it is missing and never changed. The exit status is 0
when cluster and inventory agree, or when they were brought to, and 1 when something differs, was refused, or did not answer.

  bedplate discover --csv machines.csv
  bedplate discover --cmdb --yes
  bedplate discover --redfish 10.2.2.2 10.2.2.3 --bmc-secret bedplate-system/bmc-default --rack r1 --zone az1 -o yaml`;
}

function wrapped(names: readonly string[]): string {
  const lines: string[] = [];
  let line = ' ';
  for (const name of names) {
    if (line.length + name.length > 110) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${name}`;
  }
  return [...lines, line].join('\n');
}
