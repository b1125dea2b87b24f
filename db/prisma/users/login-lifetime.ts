/** A login ends after this long without use, */
export const IDLE_MS = 30 * 60_000
/** and after this long in any case. */
export const ABSOLUTE_MS = 12 * 3_600_000
