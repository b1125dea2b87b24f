import type { Header } from '#db/model/request.ts'

/** One request as a client writes it by hand. */
export interface Head {
  method: string
  target: string
  headers: Header[]
  body: Buffer
}

export function headOf(method: string, target: string, headers: Header[] = [], body = ''): Head {
  return { method, target, headers, body: Buffer.from(body) }
}

/** `lines` headers of 1,000 bytes each. */
export function longHeaders(lines: number): Header[] {
  return Array.from({ length: lines }, (_, at) => [`X-Long-${at}`, String(at % 10).repeat(985)])
}

export function headersOf(head: Head, host: string): Header[] {
  return [['Host', host], ...head.headers]
}

export function http1BytesOf(head: Head, host: string): Buffer {
  const lines = headersOf(head, host).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${head.method} ${head.target} HTTP/1.1\r\n${lines.join('')}\r\n`), head.body])
}

export function cut(bytes: Buffer, length: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
    bytes.subarray(at * length, (at + 1) * length),
  )
}
