import type { SynFacts } from '#db/model/request.ts'
import { Fact, Facts } from './facts.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { Panel } from '#components/frame/panel.tsx'
import { isSynSeen, synReadings } from './syn-reading.ts'

export function SynPanel({ syn }: { syn: SynFacts }) {
  return (
    <Panel title="TCP" hint="the client’s first packet (SYN)">
      {isSynSeen(syn) ? (
        <Facts>
          {synReadings(syn).map(({ fact, value, says }) => (
            <Fact key={fact} name={fact} value={<HostileText text={value} />} says={says} />
          ))}
          <Fact
            name="Signature"
            value={<HostileText text={syn.tcp_signature} most={120} empty="(none)" />}
            says={syn.os_guess === '' ? 'fits no known system, or several' : `as ${syn.os_guess} opens a connection`}
          />
        </Facts>
      ) : (
        <p className="px-3.5 py-3 text-soft">
          The SYN was not seen: the connection is older than the sensor, or came in on an interface that it does not
          watch.
        </p>
      )}
    </Panel>
  )
}
