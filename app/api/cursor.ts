import { createHmac, timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import { readOrCreateSecret } from '#db/state-directory.ts'
import { Unreadable } from './parse.ts'

/** Where the next page begins: opaque, ours, and good only for the list (`binding`: filter and sort) it came from. */
export function encodeCursor(binding: unknown, key: unknown, secret = readOrCreateSecret('cursor')): string {
  const payload = Buffer.from(JSON.stringify(key)).toString('base64url')
  return `${payload}.${sign(binding, payload, secret).toString('base64url')}`
}

export function decodeCursor<S extends z.ZodType>(
  binding: unknown,
  cursor: string,
  key: S,
  secret = readOrCreateSecret('cursor'),
): z.infer<S> {
  const [payload = '', signature = ''] = cursor.split('.')
  const expected = sign(binding, payload, secret)
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    const detail = 'This cursor belongs to another filter or sort, or was not made here; leave it out to start over.'
    throw new Unreadable(400, detail, [{ pointer: '?cursor', detail }])
  }
  return key.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
}

function sign(binding: unknown, payload: string, secret: string): Buffer {
  const canonical = JSON.stringify(binding, (_, value: unknown) => sorted(value))
  return createHmac('sha256', secret).update(canonical).update('\n').update(payload).digest().subarray(0, 16)
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
