import type { Hook } from '#db/model/sensor-heartbeat.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { plural } from '#components/text/number-words.ts'
import { PartState } from './part-state.tsx'

const HOOK_STATES = {
  failed: { state: 'bad', word: 'failed' },
  not_decrypted: { state: 'warn', word: 'seen, not decrypted' },
  waiting: { state: 'waiting', word: 'waiting' },
  attached: { state: 'good', word: 'attached' },
} as const

const HOOK_WORDS: Record<string, string> = {
  ingress: 'SYN and ClientHello from the network',
  plaintext: 'plain requests that servers read',
  tls: 'requests that a TLS library decrypted',
  libpcap: 'packets, where the kernel cannot be asked',
}

const STATES = Object.keys(HOOK_STATES)

function HookRow({ hook }: { hook: Hook }) {
  return (
    <tr className="border-t border-line/60">
      <td className="px-3.5 py-1 wrap-anywhere">
        <HostileText text={hook.target} most={70} />
      </td>
      <td className="px-3.5">
        <PartState {...HOOK_STATES[hook.state]} />
      </td>
      <td className="px-3.5 text-xs wrap-anywhere text-soft [&_bdi]:font-sans">
        <HostileText text={hook.detail} most={300} empty="" />
      </td>
    </tr>
  )
}

function tallyOf(hooks: readonly Hook[]): string {
  return STATES.map((state) => ({ state, count: hooks.filter((hook) => hook.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state === 'not_decrypted' ? 'not decrypted' : state}`)
    .join(', ')
}

/** Where a sensor listens in, by kind; what does not work comes first. */
export function HookTable({ hooks, label }: { hooks: readonly Hook[]; label: string }) {
  const kinds = [...new Set(hooks.map(({ hook }) => hook))]
  if (hooks.length === 0) return <p className="px-3.5 py-2.5 text-soft">It listens nowhere.</p>
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full min-w-[36rem] text-left">
        <thead className="text-xs text-faint">
          <tr>
            <th className="px-3.5 py-1.5 font-medium">Where it listens</th>
            <th className="px-3.5 font-medium">State</th>
            <th className="px-3.5 font-medium">Why</th>
          </tr>
        </thead>
        {kinds.map((kind) => {
          const own = hooks.filter(({ hook }) => hook === kind)
          return (
            <tbody key={kind}>
              <tr className="border-t">
                <th colSpan={3} scope="rowgroup" className="bg-stripe px-3.5 py-1 text-xs font-medium">
                  <span className="mono">{kind}</span> <span className="text-faint">{HOOK_WORDS[kind]}</span>
                  <span className="sr-only">: </span>
                  <span className="float-right font-normal text-soft">{tallyOf(own)}</span>
                </th>
              </tr>
              {own
                .toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state))
                .map((hook) => (
                  <HookRow key={`${hook.target} ${hook.state}`} hook={hook} />
                ))}
            </tbody>
          )
        })}
      </table>
      <p className="sr-only">{plural(hooks.length, 'hook')}</p>
    </div>
  )
}
