import Link from 'next/link'
import type { Connection } from '#db/model/connection.ts'
import { Fact, Facts } from '#components/evidence/facts.tsx'
import { CopyButton } from '#components/text/copy-button.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { CLIENT_SOURCE_WORDS } from './client-source-words.ts'
import { stateWords } from './connection-states.ts'

/** Everything that is known of one connection. */
export function ConnectionDetail({ connection }: { connection: Connection }) {
  const { src_ip, src_port, peer_ip, tls_sni, ja4 } = connection
  return (
    <div className="pb-1 text-xs whitespace-normal">
      <p className="px-3.5 pt-2.5 text-sm">
        {stateWords(connection.connection_state).word}: {stateWords(connection.connection_state).says}.
      </p>
      <Facts>
        <Fact
          name="From"
          value={
            <span className="inline-flex items-center">
              <HostileText text={src_port === 0 ? src_ip : `${src_ip} port ${src_port}`} />
              <CopyButton text={src_ip} what="address" />
            </span>
          }
          says={connection.client_ip_source === '' ? CLIENT_SOURCE_WORDS[''] : undefined}
        />
        {peer_ip !== src_ip && (
          <Fact
            name="Through"
            value={<HostileText text={peer_ip} />}
            says={CLIENT_SOURCE_WORDS[connection.client_ip_source]}
          />
        )}
        <Fact
          name="TCP signature"
          value={<HostileText text={connection.tcp_signature} most={120} empty="SYN not seen" />}
          says={connection.os_guess === '' ? 'no known system' : `looks like ${connection.os_guess}`}
        />
        <Fact name="Asked for (SNI)" value={<HostileText text={tls_sni} most={120} empty="no TLS, or no name" />} />
        <Fact name="ALPN" value={<HostileText text={connection.tls_alpn} most={80} empty="(none)" />} />
        <Fact name="Sensor" value={<HostileText text={connection.sensor_id} most={64} />} />
      </Facts>
      <p className="flex flex-wrap gap-x-4 px-3.5">
        <Link
          href={`/sessions?range=7d&src_ip=${encodeURIComponent(src_ip)}`}
          className="inline-flex min-h-6 items-center text-accent hover:underline"
        >
          Sessions of this address
        </Link>
        {ja4 !== '' && (
          <Link
            href={`/sessions?range=7d&ja4=${encodeURIComponent(ja4)}`}
            className="inline-flex min-h-6 items-center text-accent hover:underline"
          >
            Sessions with this JA4
          </Link>
        )}
      </p>
    </div>
  )
}
