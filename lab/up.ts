import { writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { awaitWatched } from './await-watched.ts'
import type { SentRequest } from './client/sent-request.ts'
import type { UpOptions } from './command-line.ts'
import { startLaboratory, type Laboratory } from './laboratory.ts'
import { reportOf } from './report.ts'
import { HOSTS } from './server/hosts.ts'
import { awaitStored } from './stored/read-stored.ts'
import { reconcile } from './stored/reconcile.ts'
import { driveTraffic } from './traffic.ts'

const CLIENT_NAMESPACES = 4
const STORED_DEADLINE_MS = 15_000
const PROGRESS_MS = 1000

export type Say = (line: string) => void

function progress(hits: number, say: Say): (done: number) => void {
  let told_ms = Date.now()
  return (done) => {
    if (Date.now() - told_ms < PROGRESS_MS && done < hits) return
    told_ms = Date.now()
    say(`  ${done} of ${hits} requests`)
  }
}

function describe(laboratory: Laboratory, options: UpOptions): string {
  const { nginx, apache } = laboratory.topology.servers
  return [
    `nginx  ${HOSTS.nginx.join(' ')} at ${nginx.ipv4} and ${nginx.ipv6}`,
    `Apache ${HOSTS.apache.join(' ')} at ${apache.ipv4} and ${apache.ipv6}`,
    `${options['src-ips']} client machines in ${laboratory.topology.clients.length} namespaces`,
  ].join('\n')
}

/** Compares the three accounts and says what is missing or too many; true when all agree. */
async function compare(laboratory: Laboratory, sent: SentRequest[], since: string | null, say: Say): Promise<boolean> {
  const logged = reconcile(sent, laboratory.readAccessLogs())
  const stored = since === null ? null : await awaitStored(sent, since, STORED_DEADLINE_MS)
  say(reportOf(sent, logged, stored))
  const complaints = [
    ...(logged.missing.length > 0 ? [`${logged.missing.length} sent, but in no server's log`] : []),
    ...(logged.surplus.length > 0 ? [`${logged.surplus.length} in a server's log, but not sent`] : []),
    ...(stored !== null && stored.missing.length > 0 ? [`${stored.missing.length} sent, but not stored`] : []),
    ...(stored !== null && stored.surplus.length > 0 ? [`${stored.surplus.length} stored, but not sent`] : []),
  ]
  if (stored !== null) say(`The store was asked for ${(stored.took_ms / 1000).toFixed(1)} s.`)
  say(complaints.length === 0 ? 'Every account agrees, request by request.' : `Not equal: ${complaints.join('; ')}.`)
  return complaints.length === 0
}

async function run(laboratory: Laboratory, options: UpOptions, say: Say): Promise<boolean> {
  say(describe(laboratory, options))
  const watched = await awaitWatched(laboratory)
  say(watched.detail)
  const since = new Date()
  const sent = await driveTraffic(laboratory, options, progress(options.hits, say))
  const seconds = (Date.now() - since.getTime()) / 1000
  say(`${sent.length} requests in ${seconds.toFixed(1)} s, ${Math.round(sent.length / seconds)} a second.`)
  const equal = await compare(
    laboratory,
    sent,
    watched.store && watched.by === 'sensor' ? since.toISOString() : null,
    say,
  )
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ options, since, seconds, watched, equal, sent }, null, 1)}\n`)
    say(`The account of every request is in ${options.json}.`)
  }
  return equal
}

/** The whole life of a laboratory; resolves to whether all accounts agreed. */
export async function up(options: UpOptions, say: Say): Promise<boolean> {
  const started = Date.now()
  const laboratory = await startLaboratory({
    machines: options['src-ips'],
    client_namespaces: CLIENT_NAMESPACES,
    delays: options.delays,
  })
  say(`Laboratory up in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(
    () => 'interrupted' as const,
  )
  try {
    const outcome = await Promise.race([run(laboratory, options, say), interrupted])
    if (outcome === 'interrupted') return false
    if (options.keep) {
      say('Kept up: Ctrl-C takes it down.')
      await interrupted
    }
    return outcome
  } finally {
    await laboratory.stop()
    say('Laboratory down.')
  }
}
