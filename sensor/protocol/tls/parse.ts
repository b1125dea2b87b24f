import { ByteReader, Malformed } from '../byte-reader.ts'
import type { Parsed } from '../parsed.ts'
import {
  APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
  CLIENT_HELLO,
  EC_POINT_FORMATS,
  SERVER_NAME,
  SIGNATURE_ALGORITHMS,
  SUPPORTED_GROUPS,
  SUPPORTED_VERSIONS,
} from './messages.ts'
import type { ClientHello } from './messages.ts'

const HEADER_LENGTH = 4
const RANDOM_LENGTH = 32

/** Reads one handshake message: type, length, ClientHello body. */
export function parseClientHello(bytes: Uint8Array): Parsed<ClientHello> {
  if (bytes.length > 0 && bytes[0] !== CLIENT_HELLO) return { state: 'malformed', reason: 'not a ClientHello' }
  if (bytes.length < HEADER_LENGTH) return { state: 'need_more' }
  const reader = new ByteReader(bytes)
  reader.skip(1)
  const length = reader.u24()
  if (reader.left < length) return { state: 'need_more' }
  try {
    return { state: 'complete', value: readHello(reader.within(length)), consumed: HEADER_LENGTH + length }
  } catch (error) {
    if (error instanceof Malformed) return { state: 'malformed', reason: error.message }
    throw error
  }
}

function readHello(reader: ByteReader): ClientHello {
  const legacy_version = reader.u16()
  reader.skip(RANDOM_LENGTH)
  reader.skip(reader.u8())
  const cipher_suites = reader.within(reader.u16()).u16List()
  reader.skip(reader.u8())
  const hello: ClientHello = {
    legacy_version,
    cipher_suites,
    extensions: [],
    supported_versions: [],
    supported_groups: [],
    ec_point_formats: [],
    signature_algorithms: [],
    alpn: undefined,
    server_name: '',
    broken: false,
  }
  // Old clients end here: no extension block at all is legal (RFC 5246 section 7.4.1.2).
  if (reader.left > 0) readExtensions(hello, reader)
  return hello
}

function readExtensions(hello: ClientHello, reader: ByteReader): void {
  try {
    const list = reader.within(reader.u16())
    while (list.left > 0) {
      const type = list.u16()
      const body = list.within(list.u16())
      hello.extensions.push(type)
      readExtension(hello, type, body)
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    hello.broken = true
  }
}

function readExtension(hello: ClientHello, type: number, body: ByteReader): void {
  if (body.left === 0) {
    if (type === APPLICATION_LAYER_PROTOCOL_NEGOTIATION) hello.alpn ??= []
    return
  }
  try {
    if (type === SERVER_NAME) hello.server_name ||= readServerName(body)
    else if (type === SUPPORTED_GROUPS) hello.supported_groups = body.within(body.u16()).u16List()
    else if (type === EC_POINT_FORMATS) hello.ec_point_formats = [...body.bytes(body.u8())]
    else if (type === SIGNATURE_ALGORITHMS) hello.signature_algorithms = body.within(body.u16()).u16List()
    else if (type === SUPPORTED_VERSIONS) hello.supported_versions = body.within(body.u8()).u16List()
    else if (type === APPLICATION_LAYER_PROTOCOL_NEGOTIATION) readProtocols((hello.alpn ??= []), body)
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    hello.broken = true
  }
}

/** The host_name entry (RFC 6066 section 3). */
function readServerName(body: ByteReader): string {
  const list = body.within(body.u16())
  while (list.left > 0) {
    const type = list.u8()
    const name = list.bytes(list.u16())
    if (type === 0) return latin1(name)
  }
  return ''
}

function readProtocols(names: string[], body: ByteReader): void {
  const list = body.within(body.u16())
  while (list.left > 0) names.push(latin1(list.bytes(list.u8())))
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
