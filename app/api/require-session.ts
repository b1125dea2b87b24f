import { NotFound } from '#db/model/errors.ts'
import type { Session } from '#db/model/session.ts'
import { getSession } from '#db/clickhouse/sessions/get-session.ts'

export async function requireSession(session_id: string): Promise<Session> {
  const session = await getSession({ session_id })
  if (session === undefined) throw new NotFound('There is no such session, or it is older than what is kept.')
  return session
}
