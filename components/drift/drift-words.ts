import type { Drift } from '#db/model/drift.ts'
import { plural } from '#components/text/number-words.ts'

export function percentWords(share: number | null): string {
  if (share === null) return '—'
  const percent = share * 100
  return `${percent >= 10 || percent === 0 ? percent.toFixed(0) : percent.toFixed(1)} %`
}

/** Whether there are rows enough for any feature: a difference of 1 is beyond what can be. */
export function isMeasured({ rows, features }: Drift): boolean {
  return rows > 0 && features.some(({ gate }) => gate < 1)
}

/** What the comparison with the training window says, in one sentence. */
export function featureSentence(drift: Drift): string {
  const { rows, features, drift_one_way, is_adversarial_drift } = drift
  if (rows > 0 && !isMeasured(drift)) {
    return `Of the last 24 hours there ${rows === 1 ? 'is' : 'are'} ${plural(rows, 'ordinary session')}: too few, here or in training, to tell.`
  }
  const drifted = features.filter(({ is_drifted }) => is_drifted)
  if (rows === 0) return 'Nothing to compare: no session of the last 24 hours was scored as ordinary by this model.'
  const compared = `Of ${plural(features.length, 'feature')}, compared over ${plural(rows, 'ordinary session')} of the last 24 hours,`
  if (drifted.length === 0) return `${compared} none is spread otherwise than in training by more than chance and 0.1.`
  const way = drift_one_way === null ? '' : `, ${percentWords(drift_one_way)} of these in the same direction`
  const alarm = is_adversarial_drift ? ' Somebody may be shifting what counts as ordinary: look before you train.' : ''
  return `${compared} ${drifted.length} ${drifted.length === 1 ? 'is' : 'are'} spread otherwise than in training${way}.${alarm}`
}

/** Whether the share of anomalous sessions has changed, in one sentence. */
export function rateSentence({ anomaly_rate: { hours, changed_at, rate, rate_before } }: Drift): string {
  if (hours.length === 0 || rate === null) return 'No session was scored in the last 7 days.'
  const now = `${percentWords(rate)} of the sessions are at High or Critical`
  const last = changed_at.at(-1)
  if (last === undefined) return `${now}; that has not changed in the hours shown.`
  return `${now} since ${last.slice(5, 16).replace('T', ' ')} UTC, ${percentWords(rate_before)} before. Dotted: hours in which a new rate begins.`
}

export function millisecondsWords(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
}
