import { Failure } from '../failure.ts';

const PLAIN_URL = /^https?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?\/[A-Za-z0-9/._~=+:@?&-]*$/;

/**
 * Whether a URL means the same to a shell (in single quotes), to systemd and to ERB: no quotes, blanks, `$`, `%`, `<` or
 * backslashes.
 */
export function isPlainUrl(url: string): boolean {
  return url.length <= 2048 && PLAIN_URL.test(url);
}

/** Throws InvalidInput, without the URL: it bears a token. */
export function assertPlainUrls(urls: Readonly<Record<string, string | undefined>>): void {
  for (const [name, url] of Object.entries(urls)) {
    if (url === undefined || isPlainUrl(url)) continue;
    throw new Failure(
      'InvalidInput',
      `The ${name} URL is no plain http or https URL; correct install.url in the settings`,
    );
  }
}
