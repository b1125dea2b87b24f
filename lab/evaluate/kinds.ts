/** Who visits, as the report tells them apart; the targets are by class. */
export const CLASSES = [
  'person',
  'naive_seen',
  'naive_unseen',
  'impersonator',
  'automated_browser',
  'slow_fleet',
] as const
export type Class = (typeof CLASSES)[number]
export const SPLITS = ['train', 'test'] as const
export type Split = (typeof SPLITS)[number]

/** A kind is one client; it needs these commands. Tools of the class naive_seen alone ever come in a training half. */
const KINDS = {
  chromium: { class: 'person', needs: ['chromium'] },
  'chromium-windowed': { class: 'person', needs: ['chromium', 'Xvfb'] },
  firefox: { class: 'person', needs: ['firefox-esr'] },
  'firefox-windowed': { class: 'person', needs: ['firefox-esr', 'Xvfb'] },
  curl: { class: 'naive_seen', needs: ['curl'] },
  wget: { class: 'naive_seen', needs: ['wget'] },
  'python-requests': { class: 'naive_seen', needs: ['/usr/bin/python3'] },
  'python-httpx': { class: 'naive_seen', needs: ['/usr/bin/python3'] },
  scrapy: { class: 'naive_seen', needs: ['scrapy'] },
  sqlmap: { class: 'naive_seen', needs: ['sqlmap'] },
  gobuster: { class: 'naive_seen', needs: ['gobuster'] },
  dirb: { class: 'naive_seen', needs: ['dirb'] },
  nmap: { class: 'naive_seen', needs: ['nmap'] },
  wrk: { class: 'naive_seen', needs: ['wrk'] },
  ab: { class: 'naive_seen', needs: ['ab'] },
  hydra: { class: 'naive_seen', needs: ['hydra'] },
  siege: { class: 'naive_unseen', needs: ['siege'] },
  wfuzz: { class: 'naive_unseen', needs: ['wfuzz'] },
  httrack: { class: 'naive_unseen', needs: ['httrack'] },
  aria2: { class: 'naive_unseen', needs: ['aria2c'] },
  'node-fetch': { class: 'naive_unseen', needs: ['node'] },
  ffuf: { class: 'naive_unseen', needs: ['ffuf'] },
  h2load: { class: 'naive_unseen', needs: ['h2load'] },
  'java-http': { class: 'naive_unseen', needs: ['java'] },
  'python-urllib': { class: 'naive_unseen', needs: ['/usr/bin/python3'] },
  impit: { class: 'impersonator', needs: [] },
  'wreq-js': { class: 'impersonator', needs: [] },
  cycletls: { class: 'impersonator', needs: [] },
  'chromium-default': { class: 'automated_browser', needs: ['chromium'] },
  'chromium-crawl': { class: 'automated_browser', needs: ['chromium'] },
  'chromium-lean': { class: 'automated_browser', needs: ['chromium'] },
  'chromium-clicking': { class: 'automated_browser', needs: ['chromium'] },
  'chromium-windowed-crawl': { class: 'automated_browser', needs: ['chromium', 'Xvfb'] },
  'firefox-crawl': { class: 'automated_browser', needs: ['firefox-esr'] },
  'fleet-node': { class: 'slow_fleet', needs: ['node'] },
} as const satisfies Record<string, { class: Class; needs: readonly string[] }>

export type Kind = keyof typeof KINDS
export type KindOf<C extends Class> = { [K in Kind]: (typeof KINDS)[K]['class'] extends C ? K : never }[Kind]
export type ToolKind = KindOf<'naive_seen' | 'naive_unseen'>

const isKind = (name: string): name is Kind => name in KINDS
export const ALL_KINDS: readonly Kind[] = Object.keys(KINDS).filter(isKind)

export function classOf(kind: Kind): Class {
  return KINDS[kind].class
}

export function needsOf(kind: Kind): readonly string[] {
  return KINDS[kind].needs
}

export function isKindOf<C extends Class>(kind: Kind, ...classes: readonly C[]): kind is KindOf<C> {
  const of: Class = KINDS[kind].class
  return classes.some((each) => each === of)
}
