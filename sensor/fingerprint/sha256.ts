import { hash } from 'node:crypto'

/** First 12 hex digits of the SHA-256 of a text. */
export function sha256Prefix(text: string): string {
  return hash('sha256', text).slice(0, 12)
}
