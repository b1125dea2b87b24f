/** A stretch of text that is safe to draw, or one character that would act instead of being seen. */
export type Stretch = { kind: 'text'; text: string } | { kind: 'hidden'; code: string; name: string }

const NAMES: Record<number, string> = {
  0x00: 'null',
  0x09: 'tab',
  0x0a: 'line feed',
  0x0d: 'carriage return',
  0x1b: 'escape',
  0x7f: 'delete',
  0xa0: 'no-break space',
  0xad: 'soft hyphen',
  0x200b: 'zero width space',
  0x200c: 'zero width non-joiner',
  0x200d: 'zero width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'pop directional formatting',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate',
  0x2069: 'pop directional isolate',
  0xfeff: 'byte order mark',
  0xfffd: 'byte that is no text',
}

/** Control (Cc), format (Cf: bidi, zero width, tags), separators, lone surrogates, private use, variation selectors, replacement. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00a0\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\ufffd]/gu

function codePointName(code: number): string {
  return NAMES[code] ?? (code < 0xa0 ? 'control character' : 'invisible character')
}

/** Splits a stranger's text so that nothing in it can hide, break lines or turn the reading direction. */
export function stretchesOf(text: string): Stretch[] {
  const stretches: Stretch[] = []
  let from = 0
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) stretches.push({ kind: 'text', text: text.slice(from, match.index) })
    const code = match[0].codePointAt(0) ?? 0
    stretches.push({
      kind: 'hidden',
      code: `U+${code.toString(16).toUpperCase().padStart(4, '0')}`,
      name: codePointName(code),
    })
    from = match.index + match[0].length
  }
  if (from < text.length) stretches.push({ kind: 'text', text: text.slice(from) })
  return stretches
}

/** Keeps head and tail of a long text: an attacker's payload hides in neither by length alone. */
export function clampMiddle(text: string, most: number): { head: string; left_out: number; tail: string } {
  const characters = Array.from(text)
  if (characters.length <= most) return { head: text, left_out: 0, tail: '' }
  const tailLength = Math.floor(most / 3)
  const headLength = most - tailLength
  return {
    head: characters.slice(0, headLength).join(''),
    left_out: characters.length - most,
    tail: characters.slice(characters.length - tailLength).join(''),
  }
}
