/** Something that a real system does and a naive client gets wrong. */
export interface Trap {
  does: string;
  /** Section of the collected contracts, and how it is known: Measured, Recorded, read in the Source, common Knowledge. */
  evidence: `${number}.${number} ${'M' | 'R' | 'S' | 'K'}` | `${number} ${'M' | 'R' | 'S' | 'K'}`;
}

export type TrapTable = Readonly<Record<string, Trap>>;
