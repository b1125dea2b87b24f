import type { Connection } from '../../model/connection.ts'
import type { CallOptions } from '../define-query.ts'
import { newestFirst } from '../newest-first.ts'
import { listConnectionsFrom } from './list-connections-from.ts'

type Question = Omit<Parameters<typeof listConnectionsFrom>[0], 'from'>

/** Connections that have a row of their own, newest first; the `after_…` two are the last row of the previous page. */
export async function listConnections(question: Question, options?: CallOptions): Promise<Connection[]> {
  const newest = question.after_time ?? question.until
  return newestFirst({ ...question, newest, since: question.since }, (from) =>
    listConnectionsFrom({ ...question, ...(from !== undefined && { from }) }, options),
  )
}
