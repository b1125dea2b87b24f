/** Frame types and flags (RFC 9113 section 6). */
export const DATA = 0
export const HEADERS = 1
const SETTINGS = 4
const CONTINUATION = 9
export const END_STREAM = 1
export const END_HEADERS = 4
const PADDED = 8
const PRIORITY = 0x20
const FRAGMENT = 8000

type Field = readonly [name: string, value: string]

export function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(9)
  header.writeUIntBE(payload.length, 0, 3)
  header.writeUInt8(type, 3)
  header.writeUInt8(flags, 4)
  header.writeUInt32BE(stream, 5)
  return Buffer.concat([header, payload])
}

/** The client's preface and its empty settings. */
export const OPENING = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(SETTINGS, 0, 0, Buffer.alloc(0)),
])

/** Seven bits a byte, the least first, after a prefix that is full (RFC 7541 section 5.1). */
function lengthOf(length: number): number[] {
  if (length < 127) return [length]
  const bytes = [127]
  let rest = length - 127
  for (; rest > 127; rest >>= 7) bytes.push((rest & 127) | 128)
  return [...bytes, rest]
}

/** A string of its own octets (RFC 7541 section 5.2). */
const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from(lengthOf(value.length)), Buffer.from(value, 'latin1')])

/** Literal fields without indexing (RFC 7541 section 6.2.2). */
export function blockOf(fields: readonly Field[]): Buffer {
  return Buffer.concat(fields.map(([name, value]) => Buffer.concat([Buffer.from([0]), text(name), text(value)])))
}

/** The frames of a head without a body; a long one goes on in CONTINUATION, `dressed` adds padding and a priority. */
export function headFramesOf(fields: readonly Field[], stream: number, dressed = false): Buffer[] {
  const block = blockOf(fields)
  const pieces = Array.from({ length: Math.ceil(block.length / FRAGMENT) }, (_, at) =>
    block.subarray(at * FRAGMENT, (at + 1) * FRAGMENT),
  )
  return pieces.map((piece, at) => {
    const last = at === pieces.length - 1 ? END_HEADERS : 0
    if (at > 0) return frame(CONTINUATION, last, stream, piece)
    if (!dressed) return frame(HEADERS, last | END_STREAM, stream, piece)
    const payload = Buffer.concat([Buffer.from([7, 0, 0, 0, 0, 15]), piece, Buffer.alloc(7)])
    return frame(HEADERS, last | END_STREAM | PADDED | PRIORITY, stream, payload)
  })
}
