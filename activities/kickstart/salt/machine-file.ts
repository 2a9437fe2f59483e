/** A file of the installed system. */
export interface MachineFile {
  path: string;
  content: string;
  /** What is not to be read by everybody. */
  secret?: true;
}

/** Salt reads JSON where it reads YAML. No "<%" is left in it: Foreman would run that. */
export function jsonFile(path: string, content: object): MachineFile {
  return { path, content: JSON.stringify(content, null, 2).replaceAll('<', '\\u003c') };
}

/** Shell that writes a file; its text stands there as it is. */
export function writing({ path, content, secret }: MachineFile): string[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return [
    `mkdir -p ${folder}`,
    ...(secret ? [`install -m 0600 /dev/null ${path}`] : []),
    `cat > ${path} <<'BEDPLATE'`,
    ...content.replace(/\n$/, '').split('\n'),
    'BEDPLATE',
  ];
}
