import { hash } from 'node:crypto'

/** First 12 hex digits of the SHA-256 of a text. */
export function sha256Prefix(text: string): string {
  return hash('sha256', text).slice(0, 12)
}

const MAX_REMEMBERED = 1024
const remembered = new Map<string, string>()

/** The same for texts that come again and again, such as the sorted lists of a browser that shuffles its extensions. */
export function rememberedSha256Prefix(text: string): string {
  const known = remembered.get(text)
  if (known !== undefined) return known
  const prefix = sha256Prefix(text)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(text, prefix)
  return prefix
}
