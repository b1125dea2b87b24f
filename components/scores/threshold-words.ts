import { countWords, plural } from '#components/text/number-words.ts'
import type { LabelledShare, ThresholdReading } from './threshold-reading.ts'

/** A rate in words: whole from ten on. */
export function rateWords(a_day: number): string {
  return a_day === 0 || a_day >= 10 ? countWords(Math.round(a_day)) : String(Number(a_day.toPrecision(2)))
}

export function aboveWords({ above_a_day, above }: ThresholdReading): string {
  return `${rateWords(above_a_day)} sessions a day (${countWords(above)} in this range)`
}

export function missedWords(missed: LabelledShare | null): string {
  if (missed === null) return 'Unknown: nobody has called a session of this range a bot yet.'
  return `${countWords(missed.hits)} of ${plural(missed.of, 'labelled bot')} lie below: ${shareWords(missed)}.`
}

export function falseAlarmWords(alarms: LabelledShare | null): string {
  if (alarms === null) return 'Unknown: nobody has called a session of this range human yet.'
  return `${countWords(alarms.hits)} of ${plural(alarms.of, 'labelled person', 'labelled people')} lie at or above: ${shareWords(alarms)}.`
}

function shareWords({ hits, of, low, high }: LabelledShare): string {
  return `${percent(hits / of)} (95 %: ${percent(low)} to ${percent(high)})`
}

function percent(share: number): string {
  const value = share * 100
  return `${value === 0 || value === 100 || value >= 10 ? value.toFixed(0) : value.toFixed(1)} %`
}
