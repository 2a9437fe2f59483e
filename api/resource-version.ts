/** Of two resourceVersions of one cluster (decimal numbers of any length), whether `a` is newer. */
export function isNewer(a: string | undefined, b: string | undefined): boolean {
  const [left, right] = [a ?? '', b ?? ''];
  return left.length === right.length ? left > right : left.length > right.length;
}
