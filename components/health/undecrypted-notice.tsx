import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { Icon } from '#components/controls/icon.tsx'

/** Servers whose TLS is seen and stays closed: what that takes away, and what can be done. */
export function UndecryptedNotice({ hooks }: { hooks: readonly Hook[] }) {
  const programs = hooks.filter(({ state }) => state === 'not_decrypted')
  if (programs.length === 0) return null
  return (
    <section
      aria-label="Seen, not decrypted"
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 border-t bg-warn-wash px-3.5 py-2.5"
    >
      <span className="pt-0.5 text-warn">
        <Icon name="warning" size={14} />
      </span>
      <div className="grid gap-1.5">
        <h3 className="font-semibold text-warn">Seen, not decrypted</h3>
        <ul className="grid gap-0.5">
          {programs.map(({ target, detail }) => (
            <li key={target} className="wrap-anywhere">
              <HostileText text={target} most={90} />
              <span className="text-soft"> {detail}</span>
            </li>
          ))}
        </ul>
        <p className="text-soft">
          TLS reaches these programs, and nothing inside it can be read: their connections appear with addresses, SYN
          and JA4, as “TLS only”, and without requests. Sessions and scores know nothing of what was asked there.
        </p>
        <p className="text-soft">
          To see their requests: let nginx, Apache, HAProxy or another server that links OpenSSL end the TLS in front of
          them, and speak plainly to them on this machine; or let the server tell its requests itself through the source{' '}
          <code>http-socket:PATH</code>. If they are no web servers, name their ports in <code>exclude_ports</code>.
        </p>
      </div>
    </section>
  )
}
