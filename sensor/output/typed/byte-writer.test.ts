import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteWriter } from './byte-writer.ts'

/** Reads what the writer wrote, as ClickHouse does. */
function readTexts(bytes: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; at < bytes.length;) {
    let length = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.readUInt8(at++)
      length += (byte & 127) << shift
      if (byte < 128) break
    }
    texts.push(bytes.toString('utf8', at, at + length))
    at += length
  }
  return texts
}

test('texts of any length and script come back', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
    fc.integer({ min: 0, max: 20_000 }).map((length) => 'é'.repeat(length)),
  )
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const bytes = new ByteWriter(8)
      for (const each of texts) bytes.text(each)
      expect(readTexts(bytes.view())).toEqual(texts)
    }),
  )
})

test('half a character becomes the sign for an unreadable one', () => {
  const bytes = new ByteWriter()
  bytes.text('a\ud800')
  bytes.text(`${'a'.repeat(100)}\udc00`)
  expect(readTexts(bytes.view())).toEqual(['a\ufffd', `${'a'.repeat(100)}\ufffd`])
})

test('numbers are little-endian, with or without a sign', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer(), fc.float({ noNaN: true }), (large, small, real) => {
      const bytes = new ByteWriter(1)
      bytes.int64(large)
      bytes.int32(small)
      bytes.int16(small & 0xffff)
      bytes.int8(small & 0xff)
      bytes.float32(real)
      const view = bytes.view()
      expect(view.readBigInt64LE(0)).toBe(BigInt(large))
      expect(view.readInt32LE(8)).toBe(small)
      expect(view.readUInt16LE(12)).toBe(small & 0xffff)
      expect(view.readUInt8(14)).toBe(small & 0xff)
      expect(view.readFloatLE(15)).toBe(real)
      expect(view).toHaveLength(19)
    }),
  )
})
