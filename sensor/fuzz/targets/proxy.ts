import { isIP } from 'node:net'
import { MAX_PROXY_HEADER_LENGTH, parseProxyHeader } from '#sensor/protocol/proxy/parse.ts'
import { expectAtMost, expectSame } from '../pieces.ts'
import type { FuzzTarget } from '../run.ts'

const V2 = '0d0a0d0a000d0a515549540a'

export const proxyHeader: FuzzTarget = {
  name: 'proxy-header',
  corpus: () => [
    Buffer.from('PROXY TCP4 192.0.2.1 198.51.100.2 40000 443\r\nGET / HTTP/1.1\r\n\r\n'),
    Buffer.from('PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n'),
    Buffer.from('PROXY UNKNOWN ffff:f...f:ffff\r\n'),
    Buffer.from(`${V2}2111000cc0000201c63364029c4001bb`, 'hex'),
    Buffer.from(`${V2}21210028${'20010db8'.repeat(8)}9c4001bb04000101`, 'hex'),
    Buffer.from(`${V2}20000000`, 'hex'),
  ],
  words: ['PROXY ', 'TCP4 ', 'UNKNOWN', '\r\n', ' ', '\x21\x11\0\x0c', '\x21\x31\0\xd8', '65536'],
  check: (bytes, random) => {
    const parsed = parseProxyHeader(bytes)
    const start = parseProxyHeader(bytes.subarray(0, random.below(bytes.length + 1)))
    // A beginning may leave it open, but says nothing else than the whole.
    if (start.state !== 'need_more' && bytes.length > 0 && parsed.state === 'complete')
      expectSame(start, parsed, 'a PROXY header')
    if (parsed.state !== 'complete') return
    expectAtMost(parsed.consumed, Math.min(bytes.length, MAX_PROXY_HEADER_LENGTH), 'bytes of a PROXY header')
    if (parsed.value !== null && isIP(parsed.value.src_ip) === 0) throw new Error(`no address: ${parsed.value.src_ip}`)
  },
}
