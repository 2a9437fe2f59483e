export type Fetched = { ok: true; body: string } | { ok: false; reason: string };
export type Expanded = { ok: true; text: string } | { ok: false; reason: string; text: string };

const includeUrl = /^%include\s+(["']?)(https?:\/\/\S+?)\1\s*$/;
const depthLimit = 8;

/** Puts what `%include URL` names in its place, again and again; paths are left for later. */
export async function expandUrlIncludes(text: string, fetchText: (url: string) => Promise<Fetched>): Promise<Expanded> {
  let expanded = text;
  for (let depth = 0; depth < depthLimit; depth += 1) {
    const lines = expanded.split('\n');
    if (!lines.some((line) => includeUrl.test(line.trim()))) return { ok: true, text: expanded };
    for (const [index, line] of lines.entries()) {
      const url = includeUrl.exec(line.trim())?.[2];
      if (url === undefined) continue;
      const fetched = await fetchText(url);
      if (!fetched.ok) return { ok: false, reason: `%include: ${fetched.reason}`, text: expanded };
      lines[index] = fetched.body;
    }
    expanded = lines.join('\n');
  }
  return { ok: false, reason: `%include nests deeper than ${depthLimit}`, text: expanded };
}

/** Puts files that `%pre` made in the place of `%include PATH`. */
export function expandFileIncludes(text: string, files: ReadonlyMap<string, string>): Expanded {
  let missing: string | null = null;
  const expanded = text.replace(/^%include[ \t]+(\/\S+)[ \t]*$/gm, (line, path: string) => {
    const content = files.get(path);
    if (content === undefined) missing ??= path;
    return content ?? line;
  });
  return missing === null
    ? { ok: true, text: expanded }
    : { ok: false, reason: `%include: no such file: ${missing}`, text: expanded };
}
