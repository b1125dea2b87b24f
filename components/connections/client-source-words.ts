import type { Request } from '#db/model/request.ts'

/** How it is known who the client is. */
export const CLIENT_SOURCE_WORDS: Record<Request['client_ip_source'], string> = {
  '': 'the peer of the connection itself',
  proxy_protocol: 'a trusted proxy that named the client by the PROXY protocol',
  x_forwarded_for: 'a trusted proxy that named the client by X-Forwarded-For',
  forwarded: 'a trusted proxy that named the client by Forwarded',
}
