import type { Header } from '#db/model/request.ts'

/** What a Node client process reads from its input. */
export interface Orders {
  client: 'node-http' | 'node-fetch' | 'node-http2'
  src_ip: string
  dst_ip: string
  host: string
  scheme: 'http' | 'https'
  tls_version: '1.2' | '1.3'
  authority: string
  multiplexed: boolean
  requests: { method: string; target: string; headers: Header[]; body: string }[]
}
