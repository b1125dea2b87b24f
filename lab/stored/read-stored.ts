import { setTimeout as pause } from 'node:timers/promises'
import { listStoredRequests, type StoredRequest } from './list-stored-requests.ts'
import { reconcile, type Comparable, type Reconciled } from './reconcile.ts'

const PAGE = 20_000

async function readAll(since: string): Promise<StoredRequest[]> {
  const rows: StoredRequest[] = []
  for (;;) {
    const page = await listStoredRequests({ since, limit: PAGE, offset: rows.length })
    rows.push(...page)
    if (page.length < PAGE) return rows
  }
}

/** Reads the store until it holds every request expected, and returns what stands when the time is over. */
export async function awaitStored<A extends Comparable>(
  expected: readonly A[],
  since: string,
  within_ms: number,
): Promise<Reconciled<A, StoredRequest> & { took_ms: number }> {
  const started = Date.now()
  for (;;) {
    const reconciled = reconcile(expected, await readAll(since))
    const took_ms = Date.now() - started
    if (reconciled.missing.length === 0 || took_ms > within_ms) return { ...reconciled, took_ms }
    await pause(500)
  }
}
