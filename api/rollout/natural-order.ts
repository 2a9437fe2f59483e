/** By name, and numbers in it by their value: r2 stands before r10. The same everywhere, whatever the locale. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compareNames(a.name, b.name);
}

export function compareNames(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const [number, otherNumber] = [Number(part), Number(other)];
    const areNumbers = /^\d/.test(part) && /^\d/.test(other);
    if (areNumbers && number !== otherNumber) return number - otherNumber;
    if (part !== other) return part < other ? -1 : 1;
  }
  return left.length - right.length;
}

function partsOf(name: string): string[] {
  return name.match(/\d+|\D+/g) ?? [];
}
