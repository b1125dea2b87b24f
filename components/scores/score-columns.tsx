import type { ScoredSession } from '#db/model/scored-session.ts'
import type { GridColumn } from '#components/grid/grid-column.ts'
import { FilterText, type FilterField } from '#components/sessions/filter-text.tsx'
import { ScoreBadge } from '#components/severity/score-badge.tsx'
import { HostileText } from '#components/text/hostile-text.tsx'
import { countWords, shortCountWords } from '#components/text/number-words.ts'
import { bothClocks, utcDate, utcTime } from '#components/text/utc.ts'
import { VerdictBadge } from '#components/verdicts/verdict-badge.tsx'
import { decidedWords } from './decided-words.ts'
import { VOICE_WORDS, voiceNumber } from './voice-words.ts'

function numberColumn(
  id: 'eif_score' | 'ae_recon_error' | 'knn_distance' | 'xgb_prob' | 'bot_probability' | 'fingerprint_coherence_score',
  header: string,
  hint: string,
): GridColumn<ScoredSession> {
  return {
    id,
    header,
    hint,
    width: '84px',
    align: 'right',
    cell: (session) => {
      const value = session[id]
      return <span className={value === null ? 'text-faint' : ''}>{voiceNumber(value)}</span>
    },
  }
}

const JUDGED: readonly GridColumn<ScoredSession>[] = [
  {
    id: 'score',
    header: 'Anomaly score',
    width: '136px',
    hint: '0 is ordinary, 1 is most anomalous; the highest first',
    cell: (session) => <ScoreBadge {...session} />,
  },
  {
    id: 'decided_by',
    header: 'Decided by',
    width: '112px',
    hint: 'The model, or what comes before it',
    cell: ({ decided_by, bot_name }) => (
      <span className="truncate" title={bot_name}>
        {decidedWords(decided_by)}
      </span>
    ),
  },
  numberColumn('bot_probability', 'Bot prob.', 'Calibrated probability of a bot; — while nothing is calibrated'),
  numberColumn('eif_score', 'Forest', VOICE_WORDS.eif_score.says),
  numberColumn('ae_recon_error', 'Autoenc.', VOICE_WORDS.ae_recon_error.says),
  numberColumn('knn_distance', 'Neighb.', VOICE_WORDS.knn_distance.says),
  numberColumn('xgb_prob', 'Trees', VOICE_WORDS.xgb_prob.says),
  numberColumn('fingerprint_coherence_score', 'Coher.', '1: the parts of the fingerprint fit together, 0: none does'),
]

const REST: readonly GridColumn<ScoredSession>[] = [
  {
    id: 'hits',
    header: 'Hits',
    width: '64px',
    align: 'right',
    hint: 'Requests when it was scored',
    cell: ({ hits }) => <span title={countWords(hits)}>{shortCountWords(hits, 5)}</span>,
  },
  {
    id: 'browser_family',
    header: 'Browser (evidence)',
    width: '120px',
    hint: 'By fingerprints, not by user agent',
    cell: ({ browser_family }) => <HostileText text={browser_family} most={30} empty="none fits" />,
  },
  {
    id: 'time',
    header: 'Last seen, UTC+00:00',
    width: '150px',
    cell: ({ ended_at }) => (
      <time dateTime={ended_at} title={bothClocks(ended_at)} className="mono text-soft">
        <span className="text-faint">{utcDate(ended_at).slice(5)}</span> {utcTime(ended_at)}
      </time>
    ),
  },
  {
    id: 'model_version',
    header: 'Model',
    width: '170px',
    cell: ({ model_version }) => (
      <span className="mono truncate text-soft" title={model_version}>
        {model_version}
      </span>
    ),
  },
  {
    id: 'verdict',
    header: 'Verdict',
    width: '100px',
    cell: ({ verdict }) =>
      verdict === null ? <span className="text-faint">—</span> : <VerdictBadge verdict={verdict} bot_class={null} />,
  },
]

export function scoreColumns(onFilter: (field: FilterField, value: string) => void): GridColumn<ScoredSession>[] {
  return [
    ...JUDGED,
    {
      id: 'host',
      header: 'Host',
      width: 'minmax(120px, 1fr)',
      cell: ({ host }) => <FilterText field="host" value={host} most={48} empty="(no host)" onFilter={onFilter} />,
    },
    {
      id: 'src_ip',
      header: 'Source address',
      width: 'minmax(120px, 1fr)',
      cell: ({ src_ip }) => <FilterText field="src_ip" value={src_ip} most={45} onFilter={onFilter} />,
    },
    {
      id: 'ja4',
      header: 'JA4',
      width: 'minmax(120px, 1fr)',
      cell: ({ ja4 }) => <FilterText field="ja4" value={ja4} most={40} empty="no TLS" onFilter={onFilter} />,
    },
    ...REST,
  ]
}
