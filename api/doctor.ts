/*
 * What `bedplate doctor` answers with `-o json`: a DoctorReport. Fields are added, never changed.
 */

export type DoctorSystem = 'kubernetes' | 'temporal' | 'foreman' | 'cmdb' | 'dns' | 'bmc';

/** What is wrong with an object. */
export type Ailment =
  /** Nobody of ours stands behind it. */
  | 'Orphan'
  /** Its node lives, but under another permit or on another asset. */
  | 'Stale'
  /** It should be there, and is not. */
  | 'Missing';

export interface Finding {
  system: DoctorSystem;
  ailment: Ailment;
  /** Such as "host web-7.r1.fleet.example". */
  object: string;
  /** Such as "ComputeNode default/web-7 (uid 0b…)"; empty where there is none. */
  owner: string;
  why: string;
  /** What a person can do. */
  advice: string;
}

/** One look at one system. */
export interface Inspection {
  system: DoctorSystem;
  /** Its address, or what of it was looked at. */
  where: string;
  /** How many objects were looked at. */
  looked: number;
  /** How many findings there are, also those that are not listed. */
  found: number;
  findings: Finding[];
}

/** A system, or a part of it, that could not be asked. */
export interface Unanswered {
  system: DoctorSystem;
  where: string;
  why: string;
}

export interface DoctorReport {
  inspections: Inspection[];
  unanswered: Unanswered[];
}

/** Findings that are listed of one look; the count tells of the rest. */
export const MOST_FINDINGS = 500;

export function inspection(
  system: DoctorSystem,
  where: string,
  looked: number,
  findings: readonly Omit<Finding, 'system'>[],
): Inspection {
  const listed = findings.slice(0, MOST_FINDINGS).map((finding) => ({ system, ...finding }));
  return { system, where, looked, found: findings.length, findings: listed };
}
