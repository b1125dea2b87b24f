import type { TlsFacts } from '#db/model/request.ts'
import type { ClientHello } from '#sensor/protocol/tls/messages.ts'
import { ja3Of } from './ja3.ts'
import { ja4Of } from './ja4.ts'
import { offeredVersion, tlsVersionName } from './tls-version.ts'

/** Everything a row says about a ClientHello; texts stay latin1. */
export function tlsFactsOf(hello: ClientHello): TlsFacts {
  return {
    tls_version: tlsVersionName(offeredVersion(hello)),
    tls_sni: hello.server_name,
    tls_alpn: (hello.alpn ?? []).join(','),
    ...ja4Of(hello, 't'),
    ...ja3Of(hello),
  }
}
