/** `127.0.0.1:8080` or `[::1]:8080`, as settings spell them. */
export function parseHostPort(text: string): { host: string; port: number } {
  const separator = text.lastIndexOf(':');
  return { host: text.slice(0, separator).replace(/^\[|\]$/g, ''), port: Number(text.slice(separator + 1)) };
}
