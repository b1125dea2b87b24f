import type { ScoreHistogram } from '#db/model/score-histogram.ts'
import { wilsonInterval } from './wilson-interval.ts'

/** Decided before any score: a threshold changes nothing about them. */
const BESIDE_THE_LADDER: ReadonlySet<string> = new Set(['LEGITIMATE_BROWSER', 'KNOWN_BOT', 'ANUBIS_DENY'])
const FLAGGED: ReadonlySet<string> = new Set(['MEDIUM', 'HIGH', 'CRITICAL'])

/** A share of labelled sessions. */
export interface LabelledShare {
  hits: number
  of: number
  low: number
  high: number
}

/** What a threshold would do to the sessions that were counted. */
export interface ThresholdReading {
  /** Sessions at or above it; those of lists and challenges left out. */
  above: number
  above_a_day: number
  /** Sessions that are at MEDIUM or above now. */
  flagged_a_day: number
  /** Labelled bots below; null without labels. */
  missed: LabelledShare | null
  /** Labelled people at or above; null without labels. */
  false_alarms: LabelledShare | null
}

/** Counts of less than a day are no forecast of a day. */
const DAYS_MIN = 1 / 24

export function thresholdReading({ bins, labelled, days }: ScoreHistogram, threshold: number): ThresholdReading {
  const first = Math.round(threshold * bins.length)
  const span = Math.max(DAYS_MIN, days)
  const above = bins.slice(first).reduce((sum, bin) => sum + queued(bin.by_threat_level), 0)
  const flagged = bins.reduce((sum, bin) => sum + sumOf(bin.by_threat_level, (level) => FLAGGED.has(level)), 0)
  const bots = labelled.filter(({ verdict }) => verdict === 'bot')
  const people = labelled.filter(({ verdict }) => verdict === 'human')
  return {
    above,
    above_a_day: above / span,
    flagged_a_day: flagged / span,
    missed: shareOf(bots.filter(({ anomaly_score }) => anomaly_score < threshold).length, bots.length),
    false_alarms: shareOf(people.filter(({ anomaly_score }) => anomaly_score >= threshold).length, people.length),
  }
}

export function countOf(by_threat_level: Readonly<Record<string, number>>): number {
  return sumOf(by_threat_level, () => true)
}

function queued(by_threat_level: Readonly<Record<string, number>>): number {
  return sumOf(by_threat_level, (level) => !BESIDE_THE_LADDER.has(level))
}

function sumOf(counts: Readonly<Record<string, number>>, wanted: (level: string) => boolean): number {
  return Object.entries(counts).reduce((sum, [level, count]) => sum + (wanted(level) ? count : 0), 0)
}

function shareOf(hits: number, of: number): LabelledShare | null {
  return of === 0 ? null : { hits, of, ...wilsonInterval(hits, of) }
}
