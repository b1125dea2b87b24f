import type { SentRequest } from './client/sent-request.ts'
import type { Reconciled } from './stored/reconcile.ts'
import { tableOf } from './table.ts'

type Account = Reconciled<SentRequest, unknown>

function groupOf(request: SentRequest): string {
  return `${request.client}\t${request.server}\t${request.scheme}`
}

function countBy(requests: readonly SentRequest[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const request of requests) counts.set(groupOf(request), (counts.get(groupOf(request)) ?? 0) + 1)
  return counts
}

/** Sent, logged by the servers and (when a store answered) stored, by client, server and scheme. */
export function reportOf(sent: readonly SentRequest[], logged: Account, stored: Account | null): string {
  const all = countBy(sent)
  const columns = [logged, stored].map((account) => account && countBy(account.pairs.map(([request]) => request)))
  const rowOf = (name: string, count: number): (string | number)[] => [
    ...name.split('\t'),
    count,
    ...columns.flatMap((column) => (column === null ? [] : [column.get(name) ?? 0])),
  ]
  const rows = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => rowOf(name, count))
  const sums = [logged, stored].flatMap((account) => (account === null ? [] : [account.pairs.length]))
  const header = ['client', 'server', 'scheme', 'sent', 'logged', ...(stored === null ? [] : ['stored'])]
  return tableOf(header, [...rows, ['all', '', '', sent.length, ...sums]])
}
