import type { TlsFacts } from '#db/model/request.ts'
import { CopyButton } from '#components/text/copy-button.tsx'
import { Fact, Facts } from './facts.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { ja4Parts } from './ja4-parts.ts'
import { Panel } from '#components/frame/panel.tsx'

/** The fingerprint in one line, each part under its explanation. */
function Ja4Ruler({ ja4 }: { ja4: string }) {
  const parts = ja4Parts(ja4)
  if (parts === null) return null
  return (
    <ol className="mono flex flex-wrap gap-y-1 text-base" aria-label="The parts of the JA4">
      {parts.map(({ text, says }, index) => (
        <li key={index} className="flex items-baseline">
          {(index === 6 || index === 7) && <span className="px-0.5 text-faint">_</span>}
          <span
            title={says}
            className={`border-b-2 ${index % 2 === 0 ? 'border-accent' : 'border-line-strong'} ${index > 0 && index < 6 ? 'ml-px' : ''}`}
          >
            {text}
          </span>
        </li>
      ))}
      <li className="self-center pl-1">
        <CopyButton text={ja4} what="JA4" />
      </li>
    </ol>
  )
}

export function TlsPanel({ tls }: { tls: TlsFacts }) {
  if (tls.ja4 === '')
    return (
      <Panel title="TLS" hint="the client’s ClientHello">
        <p className="px-3.5 py-3 text-soft">This client spoke plain HTTP here: there is no ClientHello, so no JA4.</p>
      </Panel>
    )
  const parts = ja4Parts(tls.ja4)
  return (
    <Panel title="TLS" hint="the client’s ClientHello">
      <div className="px-3.5 pt-3">
        <Ja4Ruler ja4={tls.ja4} />
        {parts && (
          <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 text-xs">
            {parts.map(({ text, says }, index) => (
              <div key={index} className="contents">
                <dt className="mono py-px text-soft">{text}</dt>
                <dd className="py-px text-soft">{says}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <Facts>
        <Fact
          name="SNI"
          value={<HostileText text={tls.tls_sni} most={80} empty="(none)" />}
          says="host that it asked for"
        />
        <Fact
          name="ALPN"
          value={<HostileText text={tls.tls_alpn} most={80} empty="(none)" />}
          says="protocols offered, in order"
        />
        <Fact
          name="JA3"
          value={
            <span className="inline-flex items-center">
              <HostileText text={tls.ja3_hash} />
              {tls.ja3_hash !== '' && <CopyButton text={tls.ja3_hash} what="JA3 hash" />}
            </span>
          }
          says="older fingerprint; browsers that shuffle extensions change it every time"
        />
      </Facts>
      {tls.ja4_r !== '' && (
        <details className="border-t px-3.5 py-2 text-xs">
          <summary className="min-h-6 text-soft">Raw lists (JA4_r, JA4_ro)</summary>
          <p className="pt-1 break-all text-soft">
            <HostileText text={tls.ja4_r} most={900} />
          </p>
          <p className="pt-2 break-all text-soft">
            <HostileText text={tls.ja4_ro} most={900} />
          </p>
        </details>
      )}
    </Panel>
  )
}
