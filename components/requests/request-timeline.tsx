import type { Request } from '#db/model/request.ts'
import { plural } from '#components/text/number-words.ts'
import { gapWords, utcTime } from '#components/text/utc.ts'

const LANES = [
  { word: '2xx', holds: (code: number) => code >= 200 && code < 300, color: 'var(--good)' },
  { word: '3xx', holds: (code: number) => code >= 300 && code < 400, color: 'var(--low)' },
  { word: '4xx', holds: (code: number) => code >= 400 && code < 500, color: 'var(--warn)' },
  { word: '5xx', holds: (code: number) => code >= 500, color: 'var(--bad)' },
  { word: 'not seen', holds: (code: number) => code < 200, color: 'var(--text-faint)' },
] as const

const WIDTH = 1000
const LANE = 18

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** The cadence in words: how even the gaps are tells a timer from a hand. */
function cadenceWords(times: readonly number[]): string {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  if (gaps.length < 2) return 'too few requests for a cadence'
  const middle = median(gaps)
  const spread = median(gaps.map((gap) => Math.abs(gap - middle)))
  const evenness = middle > 0 ? spread / middle : 0
  return `median gap ${gapWords(middle)}, typical spread ${gapWords(spread)}${middle >= 50 && evenness < 0.1 ? ': as even as a timer' : ''}`
}

function summaryWords(times: readonly number[], span: number): string {
  if (times.length < 2) return '1 request: too few for a cadence.'
  return `${plural(times.length, 'request')} in ${gapWords(span)}; ${cadenceWords(times)}.`
}

/** One mark a request: time to the right, one lane for each class of answer, so that colour is never alone. */
export function RequestTimeline({ requests }: { requests: readonly Request[] }) {
  const times = requests.map(({ time }) => Date.parse(time))
  const first = times[0] ?? 0
  const span = Math.max(1, (times.at(-1) ?? first) - first)
  const lanes = LANES.filter(({ holds }) => requests.some(({ status_code }) => holds(status_code)))
  const height = lanes.length * LANE
  return (
    <figure className="grid gap-1 px-3.5 py-2.5">
      <figcaption className="text-xs text-soft">{summaryWords(times, span)}</figcaption>
      <div className="grid grid-cols-[auto_1fr] gap-x-2" aria-hidden="true">
        <div className="text-2xs text-faint">
          {lanes.map(({ word }) => (
            <div key={word} className="flex items-center justify-end" style={{ height: LANE }}>
              {word}
            </div>
          ))}
        </div>
        <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" className="w-full" style={{ height }}>
          {lanes.map(({ word }, lane) => (
            <line
              key={word}
              x1={0}
              x2={WIDTH}
              y1={lane * LANE + LANE / 2}
              y2={lane * LANE + LANE / 2}
              stroke="var(--line)"
              strokeWidth={1}
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {requests.map(({ status_code }, index) => {
            const lane = Math.max(
              0,
              lanes.findIndex(({ holds }) => holds(status_code)),
            )
            const x = 2 + (((times[index] ?? first) - first) / span) * (WIDTH - 4)
            return (
              <line
                key={index}
                x1={x}
                x2={x}
                y1={lane * LANE + 3}
                y2={lane * LANE + LANE - 3}
                stroke={lanes[lane]?.color}
                strokeWidth={2}
                vectorEffect="non-scaling-stroke"
              />
            )
          })}
        </svg>
        <span />
        <div className="mono flex justify-between text-2xs text-faint">
          <span>{requests[0] ? utcTime(requests[0].time) : ''}</span>
          <span>{requests.at(-1) ? `${utcTime(requests.at(-1)?.time ?? '')} UTC` : ''}</span>
        </div>
      </div>
    </figure>
  )
}
