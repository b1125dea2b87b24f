import { VoiceColumn } from '#db/model/score-histogram.ts'
import { rangeFrom, writeRange, type TimeRange } from '#components/text/time-range.ts'

/** What the Scores page is asked: the whole of its state, and the whole of its URL. */
export interface ScoreQuestion {
  range: TimeRange
  host: string
  src_ip: string
  ja4: string
  /** Empty: the model with the most sessions. */
  model_name: string
  /** Where the slider stands; null: where MEDIUM begins. */
  threshold: number | null
  /** The list holds scores between these. */
  min_score: number
  max_score: number
  /** Voices across and up. */
  x: VoiceColumn
  y: VoiceColumn
}

export const SCORE_FILTERS = ['host', 'src_ip', 'ja4'] as const
const X: VoiceColumn = 'knn_distance'
const Y: VoiceColumn = 'ae_recon_error'

export function scoreQuestionFrom(params: URLSearchParams): ScoreQuestion {
  const voice = (name: string, otherwise: VoiceColumn) => {
    const read = VoiceColumn.safeParse(params.get(name))
    return read.success ? read.data : otherwise
  }
  return {
    range: rangeFrom(params),
    host: params.get('host') ?? '',
    src_ip: params.get('src_ip') ?? '',
    ja4: params.get('ja4') ?? '',
    model_name: params.get('model_name') ?? '',
    threshold: shareFrom(params.get('threshold')),
    min_score: shareFrom(params.get('min_score')) ?? 0,
    max_score: shareFrom(params.get('max_score')) ?? 1,
    x: voice('x', X),
    y: voice('y', Y),
  }
}

/** The URL's query for a question; what equals the default is left out. */
export function scoreSearchOf(question: ScoreQuestion): string {
  const { range, model_name, threshold, min_score, max_score, x, y } = question
  const params = new URLSearchParams()
  writeRange(range, params)
  for (const field of SCORE_FILTERS) if (question[field] !== '') params.set(field, question[field])
  if (model_name !== '') params.set('model_name', model_name)
  if (threshold !== null) params.set('threshold', String(threshold))
  if (min_score > 0) params.set('min_score', String(min_score))
  if (max_score < 1) params.set('max_score', String(max_score))
  if (x !== X) params.set('x', x)
  if (y !== Y) params.set('y', y)
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

function shareFrom(text: string | null): number | null {
  const value = text === null || text === '' ? NaN : Number(text)
  return value >= 0 && value <= 1 ? value : null
}
