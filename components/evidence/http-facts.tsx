import { Fact, Facts } from './facts.tsx'
import { h2Parts } from './h2-parts.ts'
import { headerOrderWords } from './header-order-words.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { Panel } from '#components/frame/panel.tsx'

interface HttpPanelProps {
  http_version: string
  h2_fingerprint: string
  header_order_signature: string
}

export function HttpPanel({ http_version, h2_fingerprint, header_order_signature }: HttpPanelProps) {
  const h2 = h2Parts(h2_fingerprint)
  return (
    <Panel title="HTTP" hint="how it speaks, apart from what it asks">
      <Facts>
        <Fact
          name="Version"
          value={http_version === '' ? '—' : `HTTP/${http_version}`}
          says="newest one used in this session"
        />
        <Fact
          name="Header order"
          value={<HostileText text={header_order_signature} most={60} />}
          says={headerOrderWords(header_order_signature)}
        />
        {h2 ? (
          <>
            <Fact
              name="SETTINGS"
              value={
                <ul>
                  {h2.settings.map(({ name, value }) => (
                    <li key={name}>
                      <HostileText text={`${name} = ${value}`} />
                    </li>
                  ))}
                </ul>
              }
            />
            <Fact
              name="WINDOW_UPDATE"
              value={<HostileText text={h2.window_update} />}
              says="on the whole connection, at its start"
            />
            <Fact
              name="PRIORITY"
              value={<HostileText text={h2.priority} most={60} />}
              says="frames before the first request"
            />
            <Fact
              name="Order"
              value={<HostileText text={h2.pseudo_headers.join(' ')} />}
              says="pseudo-headers; each browser has its own order"
            />
          </>
        ) : (
          <Fact
            name="HTTP/2"
            value={h2_fingerprint === '' ? 'not spoken' : <HostileText text={h2_fingerprint} most={160} />}
            says={h2_fingerprint === '' ? 'no SETTINGS to read' : 'not in a form that we can take apart'}
          />
        )}
      </Facts>
    </Panel>
  )
}
