/** Links are paths by the standard, and whole URLs on some BMCs: only the path is followed, never to another host. */
export function pathOf(link: string): string {
  return new URL(link, 'http://bmc.invalid').pathname;
}
