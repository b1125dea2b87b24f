import { listSessionClients } from '#db/clickhouse/rules/list-session-clients.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { toleratedSessions } from '#db/prisma/verdicts/tolerated-sessions.ts'

/** A tolerated client is tolerated for as long as its session is kept. */
const DAYS = 30
const REMEMBERED_MS = 60_000

let remembered: { at: number; clients: ReadonlySet<string> } | undefined

/** The same address with the same JA4 at the same host, in whichever hour. */
export function clientOf({ src_ip, ja4, host }: { src_ip: string; ja4: string; host: string }): string {
  return JSON.stringify([src_ip, ja4, host])
}

/** Clients of sessions that an analyst tolerates, as of the last minute. */
export async function toleratedClients(now = Date.now()): Promise<ReadonlySet<string>> {
  if (remembered !== undefined && now - remembered.at < REMEMBERED_MS) return remembered.clients
  const session_ids = await toleratedSessions(stateDatabase(), new Date(now - DAYS * 86_400_000))
  const clients = session_ids.length === 0 ? [] : await listSessionClients({ session_ids })
  remembered = { at: now, clients: new Set(clients.map(clientOf)) }
  return remembered.clients
}
