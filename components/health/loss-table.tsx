import type { Health } from '#db/model/health.ts'
import { countWords } from '#components/text/number-words.ts'
import { valueWords } from '#db/model/value-words.ts'
import { HostileText } from '#components/text/hostile-text.tsx'
import { LOSS_PLACES, LOSS_WORDS, type LossWords } from './counter-words.ts'

type Sensor = Health['sensors'][number]
type Loss = Sensor['losses'][number]

const BLAME_WORDS: Record<LossWords['blame'], string> = {
  ours: 'evidence is missing',
  theirs: 'sent so by the other side',
  meant: 'left out on purpose',
}

const UNKNOWN = 'This page has no words for it; the sensor may be newer than the dashboard.'

function RecentWords({ recent, recent_s, loud }: { recent: number; recent_s: number; loud: boolean }) {
  if (recent_s <= 0) return <span className="text-faint">one heartbeat only</span>
  if (recent <= 0) return <span className="text-faint">none in the last {Math.round(recent_s)} s</span>
  return (
    <span className={loud ? 'font-semibold text-warn' : ''}>
      {countWords(recent)} in the last {Math.round(recent_s)} s ({valueWords(recent / recent_s)}/s)
    </span>
  )
}

function LossRow({ loss, recent_s }: { loss: Loss; recent_s: number }) {
  const words = LOSS_WORDS[loss.cause]
  const loud = words === undefined || words.blame === 'ours'
  return (
    <tr className="border-t border-line/60 align-top">
      <th className="px-3.5 py-1 text-left font-normal">
        <span className="mono">
          <HostileText text={loss.cause} most={60} />
        </span>
        {words !== undefined && <span className="block text-2xs text-faint">{BLAME_WORDS[words.blame]}</span>}
      </th>
      <td className="px-3 py-1 whitespace-nowrap">
        <RecentWords recent={loss.recent} recent_s={recent_s} loud={loud} />
      </td>
      <td className={`mono px-3 py-1 text-right ${loud ? 'text-warn' : ''}`}>{countWords(loss.total)}</td>
      <td className="min-w-72 px-3.5 py-1 text-soft">
        {words === undefined ? UNKNOWN : words.says}{' '}
        {words !== undefined && words.todo !== '' && <span className="text-text">{words.todo}</span>}
      </td>
    </tr>
  )
}

function groupsOf(losses: readonly Loss[]) {
  return [...LOSS_PLACES, { place: undefined, word: 'Elsewhere' }]
    .map(({ place, word }) => ({ word, losses: losses.filter(({ cause }) => LOSS_WORDS[cause]?.place === place) }))
    .filter(({ losses }) => losses.length > 0)
}

/** Everything that was lost, by where and why; what is happening now stands apart from what happened once. */
export function LossTable({ sensor }: { sensor: Sensor }) {
  const { losses, recent_s, sensor_id } = sensor
  const causes = Object.keys(LOSS_WORDS).length
  if (losses.length === 0)
    return (
      <p className="border-t px-3.5 py-2.5 text-soft">
        Nothing was lost since its start, by any of the {causes} causes that are counted.
      </p>
    )
  return (
    <div
      className="overflow-x-auto border-t"
      tabIndex={0}
      role="region"
      aria-label={`Losses of sensor ${sensor_id} by cause`}
    >
      <table className="w-full min-w-[46rem] text-xs">
        <thead className="text-left text-faint">
          <tr>
            <th className="px-3.5 py-1.5 font-medium">Lost or left out</th>
            <th className="px-3 font-medium">Now</th>
            <th className="px-3 text-right font-medium">Since its start</th>
            <th className="px-3.5 font-medium">What it means, and what to do</th>
          </tr>
        </thead>
        {groupsOf(losses).map((group) => (
          <tbody key={group.word}>
            <tr className="border-t">
              <th colSpan={4} scope="rowgroup" className="bg-stripe px-3.5 py-1 text-left font-medium">
                {group.word}
              </th>
            </tr>
            {group.losses.map((loss) => (
              <LossRow key={loss.cause} loss={loss} recent_s={recent_s} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}
