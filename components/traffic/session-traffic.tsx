import { SeverityMark } from '#components/severity/severity-mark.tsx'
import { THREAT_LEVELS } from '#components/severity/threat-level.ts'
import type { Counted } from './stacked-series.ts'
import { summaryOf, unscoredOf, type TrafficBucket } from './traffic-bucket.ts'

/** Sessions over time by threat level: the severe on top, the ordinary below. */
export const SESSION_TRAFFIC: Counted<TrafficBucket> = {
  label: 'Traffic over time',
  totals: [
    { word: 'Sessions', countOf: ({ sessions }) => sessions },
    { word: 'Requests', countOf: ({ requests }) => requests },
  ],
  series: [
    ...THREAT_LEVELS.map(({ level, word, color }) => ({
      key: level,
      word,
      color,
      mark: <SeverityMark level={level} size={12} />,
      countOf: ({ by_threat_level }: TrafficBucket) => by_threat_level[level] ?? 0,
    })),
    {
      key: 'unscored',
      word: 'Not scored',
      color: 'var(--line-strong)',
      mark: <span aria-hidden="true" className="size-2.5 bg-line-strong" />,
      countOf: unscoredOf,
    },
  ],
  summaryOf,
}
