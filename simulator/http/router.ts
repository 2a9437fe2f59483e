import type { HttpReply, HttpRequest } from './message.ts';

export type Parameters = Record<string, string>;
export type Handler = (request: HttpRequest, parameters: Parameters) => HttpReply | Promise<HttpReply>;

/** `[method, pattern, handler]`; a pattern segment `:name` takes any one path segment. */
export type Route = readonly [method: string, pattern: string, handler: Handler];

export type Found =
  | { kind: 'handler'; handler: Handler; parameters: Parameters }
  | { kind: 'other-methods'; allowed: string[] }
  | { kind: 'nothing' };

interface Compiled {
  method: string;
  segments: string[];
  handler: Handler;
}

export class Router {
  readonly #byLength = new Map<number, Compiled[]>();

  constructor(routes: readonly Route[]) {
    for (const [method, pattern, handler] of routes) {
      const segments = pattern.split('/');
      const sameLength = this.#byLength.get(segments.length) ?? [];
      sameLength.push({ method, segments, handler });
      this.#byLength.set(segments.length, sameLength);
    }
  }

  find(method: string, path: string): Found {
    const actual = path.split('/');
    const allowed: string[] = [];
    for (const route of this.#byLength.get(actual.length) ?? []) {
      const parameters = match(route.segments, actual);
      if (parameters === null) continue;
      if (route.method === method) return { kind: 'handler', handler: route.handler, parameters };
      allowed.push(route.method);
    }
    return allowed.length > 0 ? { kind: 'other-methods', allowed } : { kind: 'nothing' };
  }
}

function match(pattern: readonly string[], actual: readonly string[]): Parameters | null {
  const parameters: Parameters = {};
  for (const [index, segment] of pattern.entries()) {
    const value = actual[index] ?? '';
    if (!segment.startsWith(':')) {
      if (segment !== value) return null;
      continue;
    }
    if (value === '') return null;
    parameters[segment.slice(1)] = decode(value);
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
