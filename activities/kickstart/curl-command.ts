import type { Release } from './release.ts';

/** For what nobody else can tell: an outage of half an hour at our end must not cost an install or a wipe. */
export const PATIENT_RETRIES = 360;

export interface Post {
  url: string;
  retries: number;
  /** A file to send; without it the body is empty. */
  file?: string;
}

/**
 * A curl command that posts and fails when it isn't heard: `-f` makes an HTTP error one, and what passes is tried again.
 * The URL stands last and unquoted, as systemd wants it.
 */
export function curlPost(release: Release, { url, retries, file }: Post): string {
  // RHEL 8 has curl 7.61, and --retry-all-errors came with 7.71.
  const retryWhat = release === 8 ? '--retry-connrefused' : '--retry-all-errors';
  const body = file === undefined ? '' : ` --data-binary @${file}`;
  return `/usr/bin/curl -fsS --retry ${retries} --retry-delay 5 ${retryWhat} --max-time 30 -X POST${body} ${url}`;
}

/** The same for a shell, to which `?` and `&` mean something. */
export function curlPostInShell(release: Release, post: Post): string {
  return curlPost(release, { ...post, url: `'${post.url}'` }).replace('/usr/bin/', '');
}
