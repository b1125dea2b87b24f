import type { FuzzTarget } from './run.ts'
import { captures, dialogue } from './targets/captures.ts'
import { chunked, hpack, httpHead, huffman } from './targets/compression.ts'
import { http1, http2 } from './targets/http.ts'
import { proxyHeader } from './targets/proxy.ts'
import { quicDatagram, quicFrames } from './targets/quic.ts'
import { reassembler, tcpOptions } from './targets/tcp.ts'
import { tlsHello, tlsRecords } from './targets/tls.ts'

/** Every parser of a stranger's bytes. */
export const TARGETS: readonly FuzzTarget[] = [
  tcpOptions,
  reassembler,
  tlsHello,
  tlsRecords,
  quicDatagram,
  quicFrames,
  proxyHeader,
  httpHead,
  chunked,
  http1,
  huffman,
  hpack,
  http2,
  dialogue,
  captures,
]
