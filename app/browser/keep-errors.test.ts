import { setTimeout as delay } from 'node:timers/promises'
import { notifyManager, QueryCache, QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { keepErrors } from './keep-errors.ts'

test('what failed and never succeeded stays failed while it is asked again, until it succeeds', async () => {
  const cache = new QueryCache()
  keepErrors(cache)
  const client = new QueryClient({ queryCache: cache })
  let works = false
  const observer = new QueryObserver(client, {
    queryKey: ['away'],
    queryFn: async () => {
      await delay(20)
      if (!works) throw new Error('away')
      return 'rows'
    },
    retry: false,
  })
  const seen: string[] = []
  // As React's hook listens: once a batch, reading what stands then.
  const stop = observer.subscribe(notifyManager.batchCalls(() => seen.push(observer.getCurrentResult().status)))
  await expect.poll(() => observer.getCurrentResult().status).toBe('error')
  seen.length = 0
  await observer.refetch()
  await observer.refetch()
  await expect.poll(() => seen.length).toBeGreaterThan(0)
  expect(new Set(seen)).toEqual(new Set(['error']))
  works = true
  await observer.refetch()
  expect(observer.getCurrentResult()).toMatchObject({ status: 'success', data: 'rows', error: null })
  works = false
  await observer.refetch()
  expect(observer.getCurrentResult()).toMatchObject({ status: 'error', data: 'rows' })
  stop()
})
