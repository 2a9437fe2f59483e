/** Major versions of RHEL, and of what is built from it, that a kickstart can be written for. */
export const RELEASES = [8, 9, 10] as const;
export type Release = (typeof RELEASES)[number];

/** 9 for "9" and "9.4"; undefined for a version that we don't know how to write for. */
export function releaseOf(version: string): Release | undefined {
  const major = Number(/^(\d+)(\.\d+)?$/.exec(version)?.[1]);
  return RELEASES.find((release) => release === major);
}
