import type { Header } from '#db/model/request.ts'
import { headFramesOf } from '#sensor/source/ebpf/test-clients/http2-frames.ts'
import type { Head } from './heads.ts'

/** The frames of one request without a body; `dressed` adds padding and a priority. */
export function streamOf(head: Head, host: string, scheme: string, stream: number, dressed: boolean): Buffer {
  const fields: Header[] = [
    [':method', head.method],
    [':path', head.target],
    [':scheme', scheme],
    [':authority', host],
    ...head.headers.map(([name, value]): Header => [name.toLowerCase(), value]),
  ]
  return Buffer.concat(headFramesOf(fields, stream, dressed))
}
