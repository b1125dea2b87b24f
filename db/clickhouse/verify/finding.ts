/** One line of what `verify` found. */
export interface Finding {
  ok: boolean
  what: string
  found: string
  /** What a person should do; empty when nothing. */
  remedy: string
}
