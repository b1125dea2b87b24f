/** What a client claims to be. */
export function claimedWords(claimed_browser: string): string {
  return claimed_browser === '' ? 'no browser' : claimed_browser
}

/** What the evidence says it is. */
export function evidenceWords(browser_family: string): string {
  return browser_family === '' ? 'not recognised' : browser_family
}

const AXIS_WORDS: Readonly<Record<string, string>> = {
  tls: 'TLS',
  http2: 'HTTP/2',
  headers: 'headers',
  client_hints: 'client hints',
  tcp_os: 'TCP and system',
  behaviour: 'behaviour',
}

export function axisWords(axis: string): string {
  return AXIS_WORDS[axis] ?? axis
}

const DIMENSION_WORDS: Readonly<Record<string, string>> = {
  h2_settings: 'HTTP/2 SETTINGS',
  h2_window_update: 'HTTP/2 WINDOW_UPDATE',
  h2_pseudo_order: 'HTTP/2 pseudo-header order',
  h2_priority: 'HTTP/2 PRIORITY',
  headers: 'header names and order',
  tls: 'TLS: cipher suites, extensions',
  known_ja4: 'a known JA4',
}

export function dimensionWords(dimension: string): string {
  return DIMENSION_WORDS[dimension] ?? axisWords(dimension)
}
