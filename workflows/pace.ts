/** What only counts on is told once in so many milliseconds: nobody looks more often. */
export const PACE_MS = 2_000;
