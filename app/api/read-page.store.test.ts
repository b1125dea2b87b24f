import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { readPage } from './read-page.ts'

const directory = vi.hoisted(() => {
  const path = `${process.cwd()}/.cache/read-page-test-${process.pid}`
  vi.stubEnv('VIGIE_STATE_DIR', path)
  return path
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true, force: true })
})

const Key = z.object({ after: z.number() })
const url = new URL('http://localhost:3000/api/v1/rows?host=shop.example')

const pageOf = (rows: readonly number[], limit: number, cursor: string | undefined, host = 'shop.example') =>
  readPage(
    { binding: { list: 'rows', host }, key: Key, cursor, limit, url },
    ({ after = -1 }, count) => Promise.resolve(rows.filter((row) => row > after).slice(0, count)),
    (last) => ({ after: last }),
  )

it('shows every row once over the pages, each full but the last, which names no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 12 }), async (length, limit) => {
      const rows = Array.from({ length }, (_, at) => at)
      const seen: number[][] = []
      for (let cursor: string | undefined; ;) {
        const page = await pageOf(rows, limit, cursor)
        seen.push(page.rows)
        if (page.next === null) expect(page.headers).toEqual({})
        else expect(page.headers['Link']).toContain(`cursor=${encodeURIComponent(page.next)}`)
        if (page.next === null) break
        cursor = page.next
      }
      expect(seen.flat()).toEqual(rows)
      expect(seen.slice(0, -1).every((page) => page.length === limit)).toBe(true)
    }),
  )
})

it('refuses a cursor of another filter', async () => {
  const { next } = await pageOf([1, 2, 3], 1, undefined)
  await expect(pageOf([1, 2, 3], 1, next ?? '', 'other.example')).rejects.toThrow('another filter')
})
