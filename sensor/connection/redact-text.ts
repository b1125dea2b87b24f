import type { SecretNames } from './redact-names.ts'

export const MASK = '***'

/** Nothing that assigns, escapes or separates credentials. */
const INNOCENT = /^[^=:%@]*$/

/** `%(?:25)*` is the sign at any depth of percent-escaping: a URL inside a URL is escaped once more. */
const SIGN = /[&;?#=:,{/]|%(?:25)*(?:26|3[BbFfDdAa]|23|2[Cc]|7[Bb])/g
/** Signs after which a value comes. */
const ASSIGNS = /^(?:[=:]|%(?:25)*3[DdAa])$/
const ENDS_VALUE = /^(?:&|%(?:25)*26)$/
/** What stands before a name in running text. */
const BEFORE_NAME = /[\s(<]/
/** Credentials in a URL, escaped or not; the length bounds the work on a text of nothing but slashes. */
const CREDENTIALS = /((?:\/|%(?:25)*2[Ff]){2})[^/?#@&\s]{1,512}?(@|%(?:25)*40)/g
/** A JSON Web Token; it begins where a word does, so each character is looked at once. */
const WEB_TOKEN = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){0,3}/g

/**
 * Replaces what stands after secret-looking names, to the next `&` of the same depth or, in a path, to the segment's
 * end. Names, order and separators stay, so that the shape of a request stays evidence.
 */
export function maskText(text: string, names: SecretNames, isPath = false): string {
  if (INNOCENT.test(text) && !text.includes('eyJ')) return text
  let masked = text
  if (masked.includes('eyJ')) masked = masked.replace(WEB_TOKEN, MASK)
  if (masked.includes('@') || masked.includes('40')) masked = masked.replace(CREDENTIALS, `$1${MASK}$2`)
  return maskValues(masked, names, isPath)
}

function maskValues(text: string, names: SecretNames, isPath: boolean): string {
  let result = ''
  let kept = 0
  let nameFrom = 0
  /** Of the secret that is being left out; -1 outside of one. */
  let depth = -1
  for (const { 0: sign, index } of text.matchAll(SIGN)) {
    const after = index + sign.length
    if (depth >= 0) {
      const ends = sign === '/' ? isPath : ENDS_VALUE.test(sign) && depthOf(sign) <= depth
      if (!ends) continue
      depth = -1
      kept = index
    } else if (ASSIGNS.test(sign) && names.isSecretParameter(nameBefore(text, nameFrom, index))) {
      result += text.slice(kept, after) + MASK
      depth = depthOf(sign)
    }
    nameFrom = after
  }
  return depth >= 0 ? result : result + text.slice(kept)
}

function nameBefore(text: string, from: number, to: number): string {
  let start = to
  while (start > from && !BEFORE_NAME.test(text.charAt(start - 1))) start -= 1
  return text.slice(start, to)
}

/** 0 for a sign as itself, 1 for a percent-escaped one, 2 for an escape of that, … */
function depthOf(sign: string): number {
  return sign.length === 1 ? 0 : (sign.length - 1) / 2
}
