import { expect, test } from 'vitest'
import { clampMiddle, stretchesOf } from './visible-characters.ts'

test('ordinary text, in any script, passes unchanged', () => {
  for (const text of ['/index.html?q=1', 'żółć 日本語 שלום', '😀'])
    expect(stretchesOf(text)).toEqual([{ kind: 'text', text }])
})

test('a direction override is shown by its code instead of acting', () => {
  expect(stretchesOf('a\u202egpj')).toEqual([
    { kind: 'text', text: 'a' },
    { kind: 'hidden', code: 'U+202E', name: 'right-to-left override' },
    { kind: 'text', text: 'gpj' },
  ])
})

test('control characters, zero width characters, tags and lone surrogates are all made visible', () => {
  for (const hidden of ['\u0000', '\u001b', '\r', '\u200b', '\ufeff', '\u{e0041}', '\ud800', '\u00a0'])
    expect(stretchesOf(`x${hidden}y`).map((stretch) => stretch.kind)).toEqual(['text', 'hidden', 'text'])
})

test('clamping keeps both ends, says how much it left out and never splits a character', () => {
  expect(clampMiddle('abc', 3)).toEqual({ head: 'abc', left_out: 0, tail: '' })
  expect(clampMiddle('😀'.repeat(10), 6)).toEqual({ head: '😀'.repeat(4), left_out: 4, tail: '😀'.repeat(2) })
})
