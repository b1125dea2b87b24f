import type { QueryCache } from '@tanstack/react-query'

/**
 * A query that never succeeded forgets its error when it asks again, so that a failing page would swing between grey
 * bars and the failure every few seconds. Here the error stands until there is data. Returns what stops it.
 */
export function keepErrors(cache: QueryCache): () => void {
  const last = new Map<string, Error>()
  return cache.subscribe(({ query: { queryHash } }) => {
    const query = cache.get(queryHash)
    if (query === undefined || query.state.status === 'success') {
      last.delete(queryHash)
      return
    }
    const { error, fetchStatus } = query.state
    const before = last.get(queryHash)
    if (error !== null) last.set(queryHash, error)
    else if (before !== undefined && fetchStatus !== 'idle') query.setState({ status: 'error', error: before })
  })
}
