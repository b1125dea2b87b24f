import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { claimOf, some, type Errand, type Tool } from './errand.ts'

const PROGRAMS = import.meta.dirname

function urlsOf(errand: Errand, least: number, most: number): string[] {
  return some(errand.paths, least, most, errand.random).map((path) => `${errand.base}${path}`)
}

/** Seconds between requests; most do not wait at all. */
function pauseOf({ random }: Errand): string {
  return (random.next() < 0.6 ? 0 : random.next() * 0.4).toFixed(2)
}

const curl: Tool = (errand) => {
  const claim = claimOf(errand)
  const common = ['-sk', '--max-time', '5', ...(claim === null ? [] : ['-A', claim])]
  const version = errand.random.next() < 0.3 ? ['--http1.1'] : []
  const urls = urlsOf(errand, 2, 20)
  const output = urls.flatMap((url) => ['-o', '/dev/null', url])
  // One process that keeps its connection, or one for each request, as in a shell's loop.
  return errand.random.next() < 0.5
    ? [['curl', ...common, ...version, ...output]]
    : urls.map((url) => ['curl', ...common, ...version, '-o', '/dev/null', url] as const)
}

const wget: Tool = (errand) => {
  const claim = claimOf(errand)
  const common = ['-q', '--no-check-certificate', '--tries=1', '--timeout=5', ...(claim === null ? [] : ['-U', claim])]
  return errand.random.next() < 0.5
    ? [['wget', ...common, '-O', '/dev/null', ...urlsOf(errand, 2, 15)]]
    : [['wget', ...common, '-r', '-l', '1', '-P', join(errand.folder, 'mirror'), `${errand.base}/`]]
}

const python =
  (library: 'requests' | 'httpx' | 'urllib'): Tool =>
  (errand) => [
    [
      ...(['/usr/bin/python3', '-W', 'ignore', join(PROGRAMS, 'fetch.py'), library, pauseOf(errand)] as const),
      ...[claimOf(errand) ?? '-', errand.random.next() < 0.7 ? 'session' : 'single', ...urlsOf(errand, 3, 30)],
    ],
  ]

const scrapy: Tool = (errand) => {
  const claim = claimOf(errand)
  const settings = [
    ...['LOG_ENABLED=0', `CLOSESPIDER_PAGECOUNT=${5 + errand.random.below(30)}`, 'TELNETCONSOLE_ENABLED=0'],
    ...[`ROBOTSTXT_OBEY=${errand.random.next() < 0.5 ? 'True' : 'False'}`, `DOWNLOAD_DELAY=${pauseOf(errand)}`],
    ...(claim === null ? [] : [`USER_AGENT=${claim}`]),
  ]
  const options = settings.flatMap((setting) => ['-s', setting])
  return [['scrapy', 'runspider', join(PROGRAMS, 'spider.py'), '-a', `start=${errand.base}/`, ...options]]
}

const httrack: Tool = (errand) => [
  [
    ...([
      'httrack',
      `${errand.base}/`,
      '-O',
      join(errand.folder, `copy-${errand.random.below(1e9)}`),
      '-q',
      '-r2',
    ] as const),
    ...[`-c${1 + errand.random.below(4)}`, '-%c10', '-A1000000', '--disable-security-limits', '-I0'],
  ],
]

const aria2: Tool = (errand) => {
  const claim = claimOf(errand)
  const file = join(errand.folder, `urls-${errand.random.below(1e9)}.txt`)
  writeFileSync(file, `${urlsOf(errand, 4, 20).join('\n')}\n`)
  return [
    [
      ...([
        'aria2c',
        '-q',
        '--check-certificate=false',
        '--allow-overwrite=true',
        '-d',
        errand.folder,
        '-i',
        file,
      ] as const),
      ...['-j', String(1 + errand.random.below(4)), ...(claim === null ? [] : ['-U', claim])],
    ],
  ]
}

const nodeFetch: Tool = (errand) => [
  [
    ...(['env', 'NODE_TLS_REJECT_UNAUTHORIZED=0', 'NODE_NO_WARNINGS=1', process.execPath] as const),
    ...[join(PROGRAMS, 'fetch.mjs'), pauseOf(errand), claimOf(errand) ?? '-', ...urlsOf(errand, 3, 30)],
  ],
]

const javaHttp: Tool = (errand) => [
  [
    ...([
      'java',
      '-Xshare:auto',
      '-XX:TieredStopAtLevel=1',
      '-Djdk.internal.httpclient.disableHostnameVerification',
    ] as const),
    ...[join(PROGRAMS, 'Fetch.java'), claimOf(errand) ?? '-', ...urlsOf(errand, 3, 20)],
  ],
]

export const FETCHERS = {
  curl,
  wget,
  'python-requests': python('requests'),
  'python-httpx': python('httpx'),
  'python-urllib': python('urllib'),
  scrapy,
  httrack,
  aria2,
  'node-fetch': nodeFetch,
  'java-http': javaHttp,
}
