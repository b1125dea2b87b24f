import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HpackDecoder } from './hpack.ts'
import { huffmanCodes } from './huffman.ts'
import { STATIC_TABLE } from './static-table.ts'

const CODES = huffmanCodes()

function huffman(text: string): Buffer {
  let bits = ''
  for (const byte of Buffer.from(text, 'latin1')) {
    const { code, length } = CODES[byte] ?? { code: 0, length: 0 }
    bits += code.toString(2).padStart(length, '0')
  }
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
  return Buffer.from(bits.match(/.{8}/g)?.map((octet) => parseInt(octet, 2)) ?? [])
}

function integer(value: number, prefixBits: number, flags: number): Buffer {
  const mask = 2 ** prefixBits - 1
  if (value < mask) return Buffer.from([flags | value])
  const bytes = [flags | mask]
  let rest = value - mask
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}

function string(text: string, compressed: boolean): Buffer {
  const bytes = compressed ? huffman(text) : Buffer.from(text, 'latin1')
  return Buffer.concat([integer(bytes.length, 7, compressed ? 0x80 : 0), bytes])
}

interface Field {
  name: string
  value: string
  kind: 'indexing' | 'plain' | 'never'
  compressed: boolean
}

/** An encoder as simple as possible: its table is a list, its choices come from the test. */
class Encoder {
  #table: [string, string][] = []
  #capacity = 4096

  resize(capacity: number): Buffer {
    this.#capacity = capacity
    this.#evict()
    return integer(capacity, 5, 0x20)
  }

  encode({ name, value, kind, compressed }: Field): Buffer {
    const known = [...STATIC_TABLE, ...this.#table]
    const whole = known.findIndex((entry) => entry[0] === name && entry[1] === value)
    if (whole >= 0) return integer(whole + 1, 7, 0x80)
    const named = known.findIndex((entry) => entry[0] === name) + 1
    const index = kind === 'indexing' ? integer(named, 6, 0x40) : integer(named, 4, kind === 'never' ? 0x10 : 0)
    if (kind === 'indexing') {
      this.#table.unshift([name, value])
      this.#evict()
    }
    return Buffer.concat([index, named === 0 ? string(name, compressed) : Buffer.alloc(0), string(value, compressed)])
  }

  #evict(): void {
    const size = () => this.#table.reduce((sum, [name, value]) => sum + name.length + value.length + 32, 0)
    while (size() > this.#capacity) this.#table.pop()
  }
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array).toString('latin1'))
const field: fc.Arbitrary<Field> = fc.record({
  name: fc.oneof(fc.constantFrom('cookie', ':path', 'user-agent', 'x-a', 'x-b'), bytes(12)),
  value: fc.oneof(fc.constantFrom('/', 'GET', 'v'), bytes(60)),
  kind: fc.constantFrom('indexing', 'indexing', 'plain', 'never'),
  compressed: fc.boolean(),
})
const block = fc.record({ sizes: fc.array(fc.nat(4096), { maxLength: 2 }), fields: fc.array(field, { maxLength: 12 }) })

test('what an encoder writes is read back, over many blocks, evictions and size changes', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 20 }), (blocks) => {
      const encoder = new Encoder()
      const decoder = new HpackDecoder()
      for (const { sizes, fields } of blocks) {
        const parts = [...sizes.map((size) => encoder.resize(size)), ...fields.map((one) => encoder.encode(one))]
        expect(decoder.decode(Buffer.concat(parts))).toMatchObject({
          state: 'complete',
          value: { headers: fields.map(({ name, value }) => [name, value]), truncated: false, unknown: 0 },
        })
      }
    }),
    { numRuns: 300 },
  )
})

test('every byte survives the Huffman code', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('latin1')
  const parsed = new HpackDecoder().decode(Buffer.concat([Buffer.from([0]), string('a', true), string(all, true)]))
  expect(parsed).toMatchObject({ value: { headers: [['a', all]] } })
})

test('joined late, it never gives a field that was not sent', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { maxLength: 10 }), { minLength: 2, maxLength: 8 }),
      fc.nat(6),
      (blocks, missed) => {
        const encoder = new Encoder()
        const decoder = new HpackDecoder({ joinedLate: true })
        for (const [at, fields] of blocks.entries()) {
          const encoded = Buffer.concat(fields.map((one) => encoder.encode(one)))
          if (at < missed) continue
          const parsed = decoder.decode(encoded)
          if (parsed.state !== 'complete') throw new Error(parsed.state)
          const sent = fields.map(({ name, value }) => `${name}\n${value}`)
          for (const [name, value] of parsed.value.headers) expect(sent).toContain(`${name}\n${value}`)
          expect(parsed.value.headers.length + parsed.value.unknown).toBe(fields.length)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('no bytes throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (input) => void new HpackDecoder().decode(input)),
    { numRuns: 3000 },
  )
})
