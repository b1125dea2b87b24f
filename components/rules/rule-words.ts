import { utcTime } from '#components/text/utc.ts'

/** What each rule is called and what it looks for; one that this page does not know is shown by its own name. */
const RULES: Readonly<Record<string, { word: string; says: string }>> = {
  credential_stuffing: { word: 'Credential stuffing', says: 'many addresses, or hosts, and few tries each' },
  brute_force: { word: 'Brute force', says: 'one address guesses passwords at one host' },
  attack_payload: { word: 'Attack payloads', says: 'characters and paths that only attacks use' },
  slowloris: { word: 'Slow connections', says: 'held open without a complete request' },
  ja4_rotation: { word: 'Changing fingerprints', says: 'one client that shows many TLS fingerprints' },
  path_scan: { word: 'Path scanning', says: 'many paths that are not there' },
  request_rate: { word: 'Request rate', says: 'more requests in a minute than a browser makes' },
  connection_scan: { word: 'Port scanning', says: 'ports that are only knocked at' },
}

export function ruleWords(rule: string): { word: string; says: string } {
  return RULES[rule] ?? { word: rule, says: '' }
}

/** What a rule counted, for people: `log in tries` of `login_tries`. */
export function countName(name: string): string {
  return COUNTS[name] ?? name.replaceAll('_', ' ')
}

/** The hour that a rule counted: `18:00–19:00`. */
export function hourWords(window_start: string): string {
  const end = new Date(Date.parse(window_start) + 3_600_000).toISOString()
  return `${utcTime(window_start).slice(0, 5)}–${utcTime(end).slice(0, 5)}`
}

const COUNTS: Readonly<Record<string, string>> = {
  login_tries: 'log-in tries',
  own_tries: 'tries of this session',
  ja4s: 'JA4s',
  ja4s_of_one_agent: 'JA4s of one user agent',
  alike_paths: 'paths answered alike',
  closed_connections: 'connections closed without a request',
}
