import { tlsFactsOf } from '#sensor/fingerprint/tls-facts.ts'
import { HelloAssembler, MAX_HELLO_LENGTH } from '#sensor/protocol/tls/assemble.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import { parseClientHello } from '#sensor/protocol/tls/parse.ts'
import { PUBLISHED_HELLO } from '#sensor/protocol/quic/test-packets.ts'
import { capturedHellos } from '../captured.ts'
import { expectAtMost, expectSame, piecesOf } from '../pieces.ts'
import type { FuzzTarget } from '../run.ts'

const FORM = /^[tqd](?:1[0-3]|s[23]|d[123]|00)[di]\d{4}[0-9A-Za-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/

function checkFacts(hello: ClientHello): void {
  for (const transport of ['t', 'q', 'd'] as const) {
    const facts = tlsFactsOf(hello, transport)
    for (const form of [facts.ja4, facts.ja4_o]) if (!FORM.test(form)) throw new Error(`not a JA4: ${form}`)
    if (!/^[0-9a-f]{32}$/.test(facts.ja3_hash)) throw new Error(`not a JA3: ${facts.ja3_hash}`)
    // Asked again it comes from what is remembered.
    expectSame(tlsFactsOf(hello, transport), facts, 'a fingerprint')
  }
}

export const tlsHello: FuzzTarget = {
  name: 'tls-hello',
  corpus: async () => [PUBLISHED_HELLO, ...(await capturedHellos()).map((record) => record.subarray(5))],
  words: ['\0\x10', '\0\0', '\0\x0d', '\0\x2b', '\x0a\x0a', '\xff\xff\xff', '\xfe\x0d'],
  check: (bytes) => {
    const parsed = parseClientHello(bytes)
    if (parsed.state !== 'complete') return
    expectAtMost(parsed.consumed, bytes.length, 'bytes consumed')
    checkFacts(parsed.value)
  },
}

export const tlsRecords: FuzzTarget = {
  name: 'tls-records',
  corpus: async () => {
    const records = await capturedHellos()
    return [...records, ...records.map((record) => Buffer.concat([record, Buffer.from('140303000101', 'hex'), record]))]
  },
  words: ['\x16\x03\x01', '\x14\x03\x03\0\x01\x01', '\x16\x03\x01\0\0', '\x01\0'],
  check: (bytes, random) => {
    const told = (pieces: readonly Buffer[]) => {
      const assembler = new HelloAssembler()
      const lines: unknown[] = []
      for (const piece of pieces) {
        for (let at = 0; at < piece.length;) {
          const parsed = assembler.push(piece.subarray(at))
          expectAtMost(assembler.heldBytes, MAX_HELLO_LENGTH, 'bytes of a hello')
          at = parsed.state === 'complete' ? at + parsed.consumed : piece.length
          if (parsed.state === 'complete') lines.push(parsed.value)
          else if (parsed.state === 'malformed') return lines
        }
      }
      return lines
    }
    expectSame(told([bytes]), told(piecesOf(bytes, random)), 'a hello')
  },
}
