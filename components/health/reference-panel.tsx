import type { Health } from '#db/model/health.ts'
import type { ReferenceList } from '#db/model/reference-list.ts'
import { Panel } from '#components/frame/panel.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords, plural } from '#components/text/number-words.ts'
import { ageWords, bothClocks } from '#components/text/utc.ts'
import { PartState, type PartStateName } from './part-state.tsx'

const STATES: Record<ReferenceList['state'], { state: PartStateName; word: string }> = {
  stale: { state: 'warn', word: 'stale' },
  empty: { state: 'waiting', word: 'nothing yet' },
  current: { state: 'good', word: 'up to date' },
  bundled: { state: 'waiting', word: 'the small set' },
  superseded: { state: 'waiting', word: 'another in its place' },
  off: { state: 'waiting', word: 'switched off' },
}

/** What a kind is for, in the order in which the table tells of them. */
const KINDS: Record<ReferenceList['kind'], string> = {
  asn: 'networks: who announces an address, and in which country',
  asn_labels: 'what kind of customers a network has',
  crawler: 'crawlers whose operators publish their addresses',
  bot: 'bots and scanners known by address',
  block: 'block lists',
  cloud: 'rented machines: published ranges of clouds',
  fingerprints: 'browsers and tools by JA4 and HTTP/2 fingerprint',
}
const ORDER = Object.keys(STATES)

type Reference = Health['reference']

function overallOf({ lists, detail }: Reference): { state: PartStateName; word: string } {
  const has = (state: ReferenceList['state']) => lists.some((list) => list.state === state)
  if (detail !== '') return { state: 'warn', word: lists.length === 0 ? 'unknown' : 'attention' }
  if (has('stale')) return { state: 'warn', word: 'some lists are stale' }
  if (lists.some(({ failure }) => failure !== '')) return { state: 'warn', word: 'an update failed' }
  if (has('current')) return { state: 'good', word: 'up to date' }
  return { state: 'waiting', word: has('bundled') ? 'the small set that comes with Vigie' : 'nothing loaded' }
}

function ListRow({ list, time }: { list: ReferenceList; time: string }) {
  const since = (iso: string) => (
    <span title={bothClocks(iso)}>{ageWords((Date.parse(time) - Date.parse(iso)) / 1000)} ago</span>
  )
  return (
    <tr className="border-t border-line/60">
      <th scope="row" className="px-3.5 py-1 text-left font-normal">
        {list.title} <span className="mono text-faint">{list.name}</span>
      </th>
      <td className="px-3">
        <PartState {...STATES[list.state]} />
      </td>
      <td className="mono px-3 text-right">{list.rows === 0 ? '' : countWords(list.rows)}</td>
      <td className="px-3 whitespace-nowrap">
        {list.state === 'bundled' || list.last_success_at === null ? 'never' : since(list.last_success_at)}
      </td>
      <td className="min-w-60 px-3.5 text-soft">
        {list.failure === '' ? (
          <HostileText text={list.rows === 0 ? '' : list.source} most={90} empty="" />
        ) : (
          <span className="text-warn">
            failed {list.last_failure_at !== null && since(list.last_failure_at)}:{' '}
            <HostileText text={list.failure} most={200} />
          </span>
        )}
      </td>
    </tr>
  )
}

function ListTable({ lists, time }: { lists: readonly ReferenceList[]; time: string }) {
  const kinds = Object.entries(KINDS)
    .map(([kind, words]) => ({ kind, words, own: lists.filter((list) => list.kind === kind) }))
    .filter(({ own }) => own.length > 0)
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Lists of reference data">
      <table className="w-full min-w-[46rem] text-xs">
        <thead className="text-left text-faint">
          <tr>
            <th className="px-3.5 py-1.5 font-medium">List</th>
            <th className="px-3 font-medium">State</th>
            <th className="px-3 text-right font-medium">Rows</th>
            <th className="px-3 font-medium">Confirmed</th>
            <th className="px-3.5 font-medium">From, or why it failed</th>
          </tr>
        </thead>
        {kinds.map(({ kind, words, own }) => (
          <tbody key={kind}>
            <tr className="border-t">
              <th colSpan={5} scope="rowgroup" className="bg-stripe px-3.5 py-1 text-left font-medium">
                {words}
              </th>
            </tr>
            {own
              .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
              .map((list) => (
                <ListRow key={list.name} list={list} time={time} />
              ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

/** Each list with which addresses and fingerprints are looked up: where it comes from and how old it is. */
export function ReferencePanel({ reference, time }: { reference: Reference; time: string }) {
  const { lists, detail } = reference
  const stale = lists.filter(({ state }) => state === 'stale').length
  const downloaded = lists.some(({ state }) => state === 'current' || state === 'stale')
  return (
    <Panel
      title="Reference data"
      hint="networks, crawlers, scanners, fingerprints"
      aside={<PartState {...overallOf(reference)} />}
    >
      {detail !== '' && <p className="px-3.5 py-2 text-soft">{detail}</p>}
      {stale > 0 && (
        <p className="bg-warn-wash px-3.5 py-2 text-warn">
          {plural(stale, 'list')} could not be confirmed for more than 8 days: the last good version still answers, but
          addresses may have changed hands.
        </p>
      )}
      {lists.length > 0 && !downloaded && (
        <p className="border-b px-3.5 py-2 text-soft">
          Only what comes with Vigie is loaded: it knows well-known networks and leaves the rest unknown. Download the
          published lists with <code>npm run refdata -- update</code>, or daily with <code>VIGIE_REFDATA_CRON</code>.
        </p>
      )}
      {lists.length > 0 && <ListTable lists={lists} time={time} />}
    </Panel>
  )
}
