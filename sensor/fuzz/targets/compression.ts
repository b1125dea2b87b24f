import { ChunkedBody } from '#sensor/protocol/http1/chunked-body.ts'
import { parseHead } from '#sensor/protocol/http1/parse.ts'
import { HpackDecoder } from '#sensor/protocol/http2/hpack.ts'
import { decodeHuffman, huffmanCodes } from '#sensor/protocol/http2/huffman.ts'
import { expectAtMost, expectSame, piecesOf } from '../pieces.ts'
import type { FuzzTarget } from '../run.ts'

const MAX_LIST = 8192
const MAX_TABLE = 4096
const ENTRY_OVERHEAD = 32

/** Blocks of one connection, each behind its length of two bytes. */
export const hpack: FuzzTarget = {
  name: 'hpack',
  corpus: () => [
    Buffer.from('0011828684418cf1e3c2e5f23a6ba0ab90f4ff000c828684be5886a8eb10649cbf', 'hex'),
    Buffer.from('000f400a637573746f6d2d6b65790163' + '0003be7f80' + '00043f e11f20'.replaceAll(' ', ''), 'hex'),
    Buffer.from('0006203f bd1f be82'.replaceAll(' ', ''), 'hex'),
  ],
  words: ['\x3f\xe1\x1f', '\x20', '\xff\xff\xff\xff\x0f', '\x40\x01a\x01b', '\x10', '\xbe', '\x7f\x00', '\x00\x82'],
  check: (bytes) => {
    for (const joinedLate of [false, true]) {
      const decoder = new HpackDecoder({ maxTableSize: MAX_TABLE, maxListSize: MAX_LIST, joinedLate })
      for (let at = 0; at + 2 <= bytes.length;) {
        const end = at + 2 + bytes.readUInt16BE(at)
        const parsed = decoder.decode(bytes.subarray(at + 2, end))
        at = end
        expectAtMost(decoder.tableSize, MAX_TABLE, 'size of the table')
        if (parsed.state !== 'complete') break
        const size = parsed.value.headers.reduce(
          (sum, [name, value]) => sum + name.length + value.length + ENTRY_OVERHEAD,
          0,
        )
        expectAtMost(size, MAX_LIST, 'size of a header list')
        if (!joinedLate && parsed.value.unknown > 0) throw new Error('a field is unknown though nothing was missed')
      }
    }
  },
}

const codes = huffmanCodes().map(({ code, length }, symbol) => ({
  text: code.toString(2).padStart(length, '0'),
  symbol,
}))
const symbolOf = new Map(codes.map(({ text, symbol }) => [text, symbol]))

/** Bit by bit, as the RFC tells it. */
function decodeSlowly(bytes: Buffer): string | undefined {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  let text = ''
  let code = ''
  for (const bit of bits) {
    code += bit
    const symbol = symbolOf.get(code)
    if (symbol === undefined) continue
    if (symbol > 255) return undefined
    text += String.fromCharCode(symbol)
    code = ''
  }
  return code.length < 8 && /^1*$/.test(code) ? text : undefined
}

export const huffman: FuzzTarget = {
  name: 'huffman',
  corpus: () =>
    ['f1e3c2e5f23a6ba0ab90f4ff', '25a849e95ba97d7f', 'fffffffc', 'ff'].map((hex) => Buffer.from(hex, 'hex')),
  words: ['\xff', '\xff\xff\xff\xfc', '\x1f', '\xfe'],
  check: (bytes) => {
    const text = decodeHuffman(bytes, 0, bytes.length)
    if (text !== decodeSlowly(bytes)) throw new Error(`read as ${JSON.stringify(text)}`)
  },
}

export const chunked: FuzzTarget = {
  name: 'chunked',
  corpus: () =>
    ['5\r\nhello\r\n0\r\n\r\n', 'a;x="y"\r\n0123456789\r\n00\r\nT: v\r\n\r\nGET', '1\nx\n0\n\n'].map((text) =>
      Buffer.from(text),
    ),
  words: ['0\r\n\r\n', 'ffffffffffffff\r\n', '\r\n', '\n', '0', ';', 'A\t\r\n'],
  check: (bytes, random) => {
    const walk = (pieces: readonly Buffer[]) => {
      const body = new ChunkedBody()
      let walked = 0
      for (const piece of pieces) {
        const next = body.push(piece, 0)
        walked += next
        if (next < piece.length) break
      }
      expectAtMost(body.body_bytes, bytes.length, 'bytes of a body')
      return { state: body.state, body_bytes: body.body_bytes, walked }
    }
    expectSame(walk([bytes]), walk(piecesOf(bytes, random)), 'a chunked body')
  },
}

export const httpHead: FuzzTarget = {
  name: 'http-head',
  corpus: () =>
    ['GET /a b HTTP/1.1\r\nA: 1\r\n b\r\nC : d\r\n\r\n', 'HTTP/1.1 200 OK\r\nX:\n\n', 'GET /old\r\n'].map((text) =>
      Buffer.from(text),
    ),
  words: ['HTTP/1.1', 'HTTP/1.1 200', ' ', '\t', ':', '\r\n', '\n ', '\r'],
  check: (bytes) => {
    for (const kind of ['request', 'response'] as const) {
      const parsed = parseHead(kind, bytes.toString('latin1'), bytes.length % 2 === 0)
      if (parsed.state !== 'complete') continue
      const kept = parsed.value.headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
      expectAtMost(kept, bytes.length, 'characters of headers')
    }
  },
}
