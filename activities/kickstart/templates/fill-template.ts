import { Liquid, LiquidError } from 'liquidjs';
import type { Problem } from '../problem.ts';

export type Filled = { filled: true; text: string } | { filled: false; problem: Problem };

/** Largest kickstart that a template may become, in characters. Anaconda keeps it in memory, and Foreman's proxies too. */
const MAX_LENGTH = 256 * 1024;
/** Rounds of all loops together, and characters that variables are put together from. */
const MAX_WORK = 100_000;
const MAX_RENDER_MS = 10_000;

/**
 * What is left out reads other files, or lets a text grow without being counted. Templates decide and repeat; they
 * compute nothing.
 */
const TAGS = ['assign', 'break', 'case', 'comment', 'continue', 'cycle', 'echo', 'for', 'if', 'raw', 'unless'];

const engine = createEngine();

function createEngine(): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: MAX_LENGTH,
    memoryLimit: MAX_WORK,
    renderLimit: MAX_RENDER_MS,
    // Nothing is read from a disk.
    templates: {},
  });
  for (const name of Object.keys(liquid.tags)) if (!TAGS.includes(name)) delete liquid.tags[name];
  return liquid;
}

/** A Liquid template with its variables put in. A problem names the line, and the variable where it is one's. */
export function fillTemplate(template: string, variables: object): Filled {
  let text: string;
  try {
    text = engine.parseAndRenderSync(template, variables) as string;
  } catch (error) {
    return { filled: false, problem: problemOf(error, variables) };
  }
  if (text.length <= MAX_LENGTH) return { filled: true, text };
  const reason = `the template becomes ${text.length} characters, ${MAX_LENGTH} are allowed`;
  return { filled: false, problem: { field: 'osImage.template', reason, remedy: 'shorten what it repeats' } };
}

function problemOf(error: unknown, variables: object): Problem {
  const field = 'osImage.template';
  if (!LiquidError.is(error)) {
    return { field, reason: `the template can't be filled in: ${String(error)}`, remedy: 'correct it' };
  }
  const [line] = error.token.getPosition();
  const message = error.message.replace(/, line:\d+, col:\d+$/, '');
  const unknown = /^undefined variable: (.+)$/.exec(message)?.[1];
  if (unknown !== undefined) {
    const remedy = `use one of ${Object.keys(variables).join(', ')} and what is below them`;
    return { field, reason: `line ${line}: there is no variable "${unknown}"`, remedy };
  }
  const bound = /^(memory alloc|template render) limit exceeded$/.exec(message)?.[1];
  if (bound !== undefined) {
    const most = bound === 'memory alloc' ? `more than ${MAX_WORK} times` : `for longer than ${MAX_RENDER_MS / 1000} s`;
    return { field, reason: `line ${line}: the template loops ${most}`, remedy: 'loop over less' };
  }
  const reason = `line ${line}: ${message}`;
  return { field, reason, remedy: `correct the template; it is Liquid with the tags ${TAGS.join(', ')}` };
}
