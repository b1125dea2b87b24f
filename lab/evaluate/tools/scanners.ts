import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { claimOf, some, type Errand, type Tool } from './errand.ts'
import { writeWords } from './word-list.ts'

const agent = (errand: Errand, option: string): string[] => {
  const claim = claimOf(errand)
  return claim === null ? [] : [option, claim]
}

const sqlmap: Tool = (errand) => [
  [
    ...([
      'sqlmap',
      '-u',
      `${errand.base}${errand.random.pick(['/about.html?q=1', '/login?user=1', '/?id=1'])}`,
    ] as const),
    ...['--batch', '--flush-session', '--output-dir', errand.folder, '--timeout', '5', '--retries', '0'],
    ...['--level', '1', '--threads', String(1 + errand.random.below(2)), '--technique', 'BE', '--disable-coloring'],
    ...(errand.random.next() < 0.4 ? ['--random-agent'] : []),
  ],
]

const gobuster: Tool = (errand) => [
  [
    ...(['gobuster', 'dir', '-u', errand.base, '-w', writeWords(errand, 30, 120), '-k', '-q', '--no-error'] as const),
    ...['-t', String(1 + errand.random.below(6)), ...agent(errand, '-a')],
    ...(errand.random.next() < 0.3 ? ['--delay', '100ms'] : []),
  ],
]

const dirb: Tool = (errand) => [['dirb', errand.base, writeWords(errand, 20, 80), '-S', '-r', ...agent(errand, '-a')]]

const nmap: Tool = (errand) => [
  [
    ...(['nmap', '-Pn', '-n', '-p', errand.scheme === 'https' ? '443' : '80', '--script'] as const),
    errand.random.pick([
      'http-title,http-methods,http-headers',
      'http-enum',
      'http-robots.txt,http-title,http-useragent-tester',
    ]),
    errand.host,
  ],
]

const hydra: Tool = (errand) => {
  const list = (name: string, least: number, most: number): string => {
    const file = join(errand.folder, `${name}-${errand.random.below(1e9)}.txt`)
    const names = some(
      Array.from({ length: 400 }, (_, at) => `${name}${at}`),
      least,
      most,
      errand.random,
    )
    writeFileSync(file, `${names.join('\n')}\n`)
    return file
  }
  const form = '/login:user=^USER^&password=^PASS^:F=unknown user'
  const service = errand.scheme === 'https' ? 'https-post-form' : 'http-post-form'
  const who = ['-L', list('user', 2, 6), '-P', list('word', 3, 9)]
  return [['hydra', ...who, '-t', String(1 + errand.random.below(4)), '-I', errand.host, service, form]]
}

const wfuzz: Tool = (errand) => [
  [
    ...(['wfuzz', '-w', writeWords(errand, 30, 100), '-t', String(1 + errand.random.below(5))] as const),
    ...agent(errand, '-H').map((word) => (word === '-H' ? word : `User-Agent: ${word}`)),
    ...['--hc', '404', `${errand.base}/FUZZ`],
  ],
]

const ffuf: Tool = (errand) => [
  [
    ...(['ffuf', '-u', `${errand.base}/FUZZ`, '-w', writeWords(errand, 30, 100), '-k', '-s'] as const),
    ...['-t', String(1 + errand.random.below(5)), '-p', (errand.random.next() * 0.05).toFixed(3)],
    ...agent(errand, '-H').map((word) => (word === '-H' ? word : `User-Agent: ${word}`)),
  ],
]

export const SCANNERS = { sqlmap, gobuster, dirb, nmap, hydra, wfuzz, ffuf }
