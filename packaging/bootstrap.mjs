/**
 * The door of `npm start` and `npm test` on a fresh machine: plain JavaScript without any package, because it is what
 * installs them. It brings the npm and Debian packages in, then hands over to start.ts, test.ts or setup.ts.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const SCRIPTS = { start: 'start.ts', test: 'test.ts', setup: 'setup.ts' }

/** Debian packages by the file that proves each one is there, and what is lost without it. */
const RUN_PACKAGES = [
  ['clang', ['/usr/bin/clang'], 'the capture programs cannot be built'],
  [
    'libbpf1',
    ['/usr/lib/x86_64-linux-gnu/libbpf.so.1', '/usr/lib/aarch64-linux-gnu/libbpf.so.1'],
    'nothing can be captured',
  ],
  ['libbpf-dev', ['/usr/include/bpf/bpf_helpers.h'], 'the capture programs cannot be built'],
  ['linux-libc-dev', ['/usr/include/linux/bpf.h'], 'the capture programs cannot be built'],
  ['libc6-dev', ['/usr/include/stdio.h'], 'the embedded store cannot be built'],
  [
    'libxgboost0',
    ['/usr/lib/x86_64-linux-gnu/libxgboost.so.0', '/usr/lib/aarch64-linux-gnu/libxgboost.so.0'],
    'the supervised voice cannot be trained',
  ],
]
const TEST_PACKAGES = [
  ['bpftool', ['/usr/sbin/bpftool'], 'the record layout cannot be checked'],
  ['clang-format', ['/usr/bin/clang-format'], 'the C sources cannot be checked'],
  ['iproute2', ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'], 'the lab has no network'],
  ['nginx', ['/usr/sbin/nginx'], 'the lab has one server less'],
  ['apache2', ['/usr/sbin/apache2'], 'the lab has one server less'],
  ['haproxy', ['/usr/sbin/haproxy'], 'the lab has one server less'],
  ['caddy', ['/usr/bin/caddy'], 'the lab has one server less'],
  ['nghttp2-client', ['/usr/bin/h2load'], 'the lab has one client less'],
  [
    'libpcap0.8',
    ['/usr/lib/x86_64-linux-gnu/libpcap.so.0.8', '/usr/lib/aarch64-linux-gnu/libpcap.so.0.8'],
    'capture without eBPF cannot be tested',
  ],
  ['curl', ['/usr/bin/curl'], 'the lab has one client less'],
  ['wget', ['/usr/bin/wget'], 'the lab has one client less'],
  ['python3', ['/usr/bin/python3'], 'the lab has one client less'],
  ['openssl', ['/usr/bin/openssl'], 'the lab has no certificates'],
  ['chromium', ['/usr/bin/chromium'], 'the browser tests cannot run'],
  ['tshark', ['/usr/bin/tshark'], 'fingerprints cannot be compared with an independent dissector'],
  ['wrk', ['/usr/bin/wrk'], 'the benchmarks cannot run'],
  ['postgresql', ['/usr/lib/postgresql/15/bin/initdb'], 'the PostgreSQL path cannot be tested'],
  ['python3-sklearn', ['/usr/lib/python3/dist-packages/sklearn'], 'the voices cannot be compared with scikit-learn'],
  ['firefox-esr', ['/usr/bin/firefox-esr'], 'the evaluation has one browser less'],
  ['xvfb', ['/usr/bin/Xvfb'], 'the evaluation has no browser with a window'],
  ['nmap', ['/usr/bin/nmap'], 'the evaluation has one tool less'],
  ['apache2-utils', ['/usr/bin/ab'], 'the evaluation has one tool less'],
  ['sqlmap', ['/usr/bin/sqlmap'], 'the evaluation has one tool less'],
  ['gobuster', ['/usr/bin/gobuster'], 'the evaluation has one tool less'],
  ['dirb', ['/usr/bin/dirb'], 'the evaluation has one tool less'],
  ['hydra', ['/usr/bin/hydra'], 'the evaluation has one tool less'],
  ['siege', ['/usr/bin/siege'], 'the evaluation has one tool less'],
  ['wfuzz', ['/usr/bin/wfuzz'], 'the evaluation has one tool less'],
  ['httrack', ['/usr/bin/httrack'], 'the evaluation has one tool less'],
  ['aria2', ['/usr/bin/aria2c'], 'the evaluation has one tool less'],
  ['python3-requests', ['/usr/lib/python3/dist-packages/requests'], 'the evaluation has one tool less'],
  ['python3-httpx', ['/usr/lib/python3/dist-packages/httpx'], 'the evaluation has one tool less'],
  ['python3-h2', ['/usr/lib/python3/dist-packages/h2'], 'the evaluation has one tool less'],
  ['python3-scrapy', ['/usr/lib/python3/dist-packages/scrapy'], 'the evaluation has one tool less'],
]

const say = (text) => process.stdout.write(`${text}\n`)

/** Runs a command quietly; its output is shown only when it fails. */
function run(command, args, environment = {}, patience_ms = 0) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience_ms,
  })
  const late = result.error?.code === 'ETIMEDOUT'
  return { ok: result.status === 0, late, output: `${result.stdout ?? ''}${result.stderr ?? ''}` }
}

function timed(label, work) {
  const began = Date.now()
  process.stdout.write(`  ${label} …`)
  const done = work()
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  say(done ? ` ${seconds} s` : ' failed')
  return done
}

const QUIETLY = ['--no-progress', '--no-audit', '--no-fund']
const REGISTRY_PATIENCE_MS = 20_000
const NO_NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/

/** Why the registry cannot be reached; undefined when it answers, whatever it says. */
function registryProblem() {
  const retries = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=4000']
  const ping = run('npm', ['ping', ...retries], {}, REGISTRY_PATIENCE_MS)
  if (ping.late) return `silent for ${REGISTRY_PATIENCE_MS / 1000} s`
  return ping.ok ? undefined : NO_NETWORK.exec(ping.output)?.[1]
}

/** One question first: without a network, npm would ask for each of 700 packages again and again, for minutes. */
function fetchNodePackages() {
  const problem = registryProblem()
  if (problem !== undefined) {
    if (run('npm', ['ci', '--offline', ...QUIETLY]).ok) return ''
    return (
      `The npm packages could not be fetched, because their registry does not answer (${problem}): give this machine a network ` +
      '(or npm its proxy), or copy node_modules here from a machine of the same system, and start again.'
    )
  }
  const clean = run('npm', ['ci', ...QUIETLY])
  if (clean.ok) return ''
  // A registry that lacks other platforms' optional packages makes `npm ci` refuse the lock file; versions stay pinned by package.json.
  const last = clean.output.includes('EUSAGE') ? run('npm', ['install', '--no-package-lock', ...QUIETLY]) : clean
  if (last.ok) return ''
  return `${last.output.split('\n').slice(-12).join('\n')}\nThe npm packages could not be installed: npm says above why.`
}

function installNodePackages() {
  const lock = path.join(root, 'package-lock.json')
  const stamp = path.join(root, 'node_modules', '.vigie-lock-sha256')
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  let problem = ''
  timed('npm packages (about 300 MB the first time)', () => {
    problem = fetchNodePackages()
    return problem === ''
  })
  if (problem !== '') {
    say(problem)
    process.exit(1)
  }
  writeFileSync(stamp, digest)
}

function installDebianPackages(packages) {
  const missing = packages.filter(([, files]) => !files.some((file) => existsSync(file)))
  if (missing.length === 0) return
  const names = missing.map(([name]) => name)
  const explain = (why) => {
    say(`  ${why} Missing: ${names.join(' ')}. Without them:`)
    for (const [name, , loss] of missing) say(`    ${name}: ${loss}`)
    say(`  To install them: apt-get install ${names.join(' ')}`)
  }
  if (!existsSync('/usr/bin/apt-get')) return explain('This is not a Debian system, so packages are left to you.')
  if (process.getuid?.() !== 0) return explain('Installing packages needs root.')
  // Services of freshly installed servers must not start: the lab brings its own, under its own configuration.
  const policy = '/usr/sbin/policy-rc.d'
  const policyIsOurs = !existsSync(policy)
  if (policyIsOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    const environment = { DEBIAN_FRONTEND: 'noninteractive' }
    const patience = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20']
    const install = [...patience, 'install', '-y', '--no-install-recommends', ...names]
    const installed = timed(`Debian packages: ${names.join(' ')}`, () => {
      if (run('apt-get', install, environment).ok) return true
      // Without the lists of what there is, a second try would fail as the first.
      if (!run('apt-get', [...patience, '-o', 'APT::Update::Error-Mode=any', 'update'], environment).ok) return false
      return run('apt-get', install, environment).ok
    })
    if (!installed)
      explain('Debian packages could not be fetched or installed (no network?); Vigie goes on without them.')
  } finally {
    if (policyIsOurs) rmSync(policy, { force: true })
  }
}

const task = process.argv[2] ?? 'start'
const script = SCRIPTS[task]
if (script === undefined) {
  say(`Unknown task "${task}": use one of ${Object.keys(SCRIPTS).join(', ')}.`)
  process.exit(2)
}
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Vigie needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}
mkdirSync(path.join(root, '.cache'), { recursive: true })
installNodePackages()
installDebianPackages(task === 'test' ? [...RUN_PACKAGES, ...TEST_PACKAGES] : RUN_PACKAGES)

const child = spawn(process.execPath, ['--import', 'tsx', path.join('packaging', script), ...process.argv.slice(3)], {
  cwd: root,
  stdio: 'inherit',
})
// A terminal's Ctrl-C reaches both of us: the child decides, this door only waits for it.
process.on('SIGINT', () => undefined)
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm does not pass SIGTERM on: when it is gone, so is the order to run.
const parent = process.ppid
if (process.env.npm_lifecycle_event !== undefined) {
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 1000).unref()
}
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
