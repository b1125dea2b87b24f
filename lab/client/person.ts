import type { Machine, ServerName } from '#lab/network/topology.ts'

/** What somebody does next on a site, and how long they look at the outcome. */
export type Step = { pause_ms: number } & (
  | { kind: 'open'; target: string }
  /** Clicks one of the page's links; the number picks which. */
  | { kind: 'follow'; which: number }
  | { kind: 'back' }
  | { kind: 'reload' }
  | { kind: 'sign-in'; user: string }
  | { kind: 'write'; text: string }
)

/** One site during a visit. */
export interface Stay {
  server: ServerName
  host: string
  scheme: 'http' | 'https'
  steps: Step[]
}

/** How a browser is set up. Every switch is one that a person or an administrator sets on a real Chromium. */
export interface BrowserProfile {
  viewport: { width: number; height: number }
  languages: string
  timezone: string
  user_agent: string
  switches: string[]
}

/** A surrogate for a person: a real browser with an address of its own, led through the sites at a reader's pace. */
export interface Person {
  machine: Machine
  profile: BrowserProfile
  /** The family that each host resolves to for this person. */
  families: Record<string, 4 | 6>
  stays: Stay[]
}

/** What became of a visit. */
export interface Lived {
  steps: number
  /** When the person began to look at something (Unix ms), and for how long. */
  pauses: [began_ms: number, pause_ms: number][]
  /** Steps that the browser could not do: by what it said. */
  broken: string[]
}
