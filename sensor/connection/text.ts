import { isUtf8 } from 'node:buffer'

const ASCII = /^[\x00-\x7f]*$/

/** Bytes given as latin1 text: decoded where they are valid UTF-8, else left as latin1. */
export function textOf(latin1: string): string {
  if (ASCII.test(latin1)) return latin1
  const bytes = Buffer.from(latin1, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : latin1
}
