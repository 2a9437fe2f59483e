import { TRY_AGAIN, type Verdict } from './verdict.ts';

/** There is no answer that could be read. What was asked may have happened all the same: writes are probed by their key. */
export class NoAnswer extends Error {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    super(verdict.why);
    this.verdict = verdict;
  }
}

/** The answer's content type promised JSON, and its body is none. */
export class BadJson extends Error {}

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED)',
  ENOTFOUND: 'its name is not known (ENOTFOUND)',
  EAI_AGAIN: 'its name could not be looked up (EAI_AGAIN)',
  ECONNRESET: 'the connection broke (ECONNRESET)',
  UND_ERR_SOCKET: 'the connection broke before the answer came',
  UND_ERR_CONNECT_TIMEOUT: 'it could not be reached in time',
};

/** There was no answer within that time. */
export function tooLate(timeoutMs: number): NoAnswer {
  return new NoAnswer(unreachable(`it did not answer within ${timeoutMs / 1000} s`));
}

/** What an error of the connection means. */
export function noAnswer(error: unknown): NoAnswer {
  return new NoAnswer(judge(error));
}

function judge(error: unknown): Verdict {
  const code = codeOf(error);
  if (UNTRUSTED.has(code)) {
    const remedy = 'Give the provider a CA bundle that signs it, or renew the certificate';
    return { type: 'AuthRejected', why: `its certificate is not trusted (${code})`, remedy, outage: 'down' };
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return {
      type: 'Unsupported',
      why: 'its answer is larger than Bedplate reads',
      remedy: 'Check that the url is right',
    };
  }
  if (error instanceof BadJson) return { type: 'Unavailable', why: error.message, remedy: TRY_AGAIN };
  return unreachable(WORDS[code] ?? `the connection failed${code && ` (${code})`}`);
}

function unreachable(why: string): Verdict {
  return { type: 'Unavailable', why, remedy: `${TRY_AGAIN}; check that it runs and can be reached`, outage: 'down' };
}

/** By shape, not by class: what the platform throws may come from another realm. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  // Happy eyeballs wraps the errors of all addresses that were tried.
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0) return codeOf(error.errors[0]);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
}
