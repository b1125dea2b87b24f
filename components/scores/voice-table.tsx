import { VOICE_COLUMNS, type VoiceColumn, type VoiceSummary } from '#db/model/score-histogram.ts'
import { countWords } from '#components/text/number-words.ts'
import { VOICE_WORDS, voiceNumber } from './voice-words.ts'

type Distribution = VoiceSummary['distributions'][number]

/** From the 5th to the 95th of a hundred a line, the middle half a box, the median a mark. */
function Box({ quantiles, low, high, flagged }: Distribution & { low: number; high: number }) {
  const at = (value: number) => `${high === low ? 50 : ((value - low) / (high - low)) * 100}%`
  const [p5 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0] = quantiles
  const color = flagged ? 'var(--high)' : 'var(--info)'
  return (
    <svg aria-hidden="true" className="block h-4 w-full min-w-24">
      <line x1={at(p5)} x2={at(p95)} y1="8" y2="8" stroke={color} strokeWidth={1.5} />
      <line x1={at(p25)} x2={at(p75)} y1="8" y2="8" stroke={color} strokeWidth={9} />
      <line x1={at(p50)} x2={at(p50)} y1="1" y2="15" stroke="var(--text)" strokeWidth={2} />
    </svg>
  )
}

function rowsOf(voice: VoiceColumn, distributions: readonly Distribution[]) {
  const own = distributions.filter((each) => each.voice === voice)
  const low = Math.min(...own.map(({ quantiles }) => quantiles[0] ?? 0))
  const high = Math.max(...own.map(({ quantiles }) => quantiles[4] ?? 0))
  return own.map((each) => ({ ...each, low, high }))
}

function sentenceOf(distributions: readonly Distribution[]): string {
  const speaking = VOICE_COLUMNS.filter((voice) => distributions.some((each) => each.voice === voice))
  const apart = speaking.filter((voice) => {
    const quiet = distributions.find((each) => each.voice === voice && !each.flagged)?.quantiles[4]
    const loud = distributions.find((each) => each.voice === voice && each.flagged)?.quantiles[2]
    return quiet !== undefined && loud !== undefined && loud > quiet
  })
  const words = apart.map((voice) => VOICE_WORDS[voice].word.toLowerCase()).join(', ')
  return `${speaking.length} of 4 voices spoke. ${apart.length === 0 ? 'None sets' : `These set`} most flagged sessions above 95 % of the others${apart.length === 0 ? '' : `: ${words}`}.`
}

/** Each voice's numbers for the flagged and the other sessions: picture and table in one. */
export function VoiceTable({ distributions }: { distributions: readonly Distribution[] }) {
  return (
    <div className="px-3.5 py-2">
      <p className="pb-1.5 text-sm">{sentenceOf(distributions)}</p>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Voices, as a table">
        <table className="w-full text-xs">
          <thead className="text-left text-faint">
            <tr>
              <th className="py-1 pr-3 font-medium">Voice</th>
              <th className="pr-3 font-medium">Sessions</th>
              {['5 %', '25 %', 'Median', '75 %', '95 %'].map((word) => (
                <th key={word} className="px-1.5 text-right font-medium">
                  {word}
                </th>
              ))}
              <td className="w-[28%]" />
            </tr>
          </thead>
          <tbody>
            {VOICE_COLUMNS.flatMap((voice) => rowsOf(voice, distributions)).map((row) => (
              <tr key={`${row.voice}-${row.flagged}`} className="border-t border-line/60">
                <th
                  scope="row"
                  className="py-0.5 pr-3 text-left font-normal whitespace-nowrap"
                  title={VOICE_WORDS[row.voice].says}
                >
                  {VOICE_WORDS[row.voice].word}
                </th>
                <td className="pr-3 whitespace-nowrap text-soft">
                  {countWords(row.sessions)} {row.flagged ? 'flagged' : 'others'}
                </td>
                {row.quantiles.map((value, at) => (
                  <td key={at} className="mono px-1.5 text-right">
                    {voiceNumber(value)}
                  </td>
                ))}
                <td className="pl-2">
                  <Box {...row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
