'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ScoreHistogram, VoiceSummary } from '#db/model/score-histogram.ts'
import { ScorePage } from '#db/model/scored-session.ts'
import { spanOf, type TimeSpan } from '#components/text/time-range.ts'
import { getJson } from './fetch-json.ts'
import { SCORE_FILTERS, type ScoreQuestion } from './score-question.ts'

const PAGE_SIZE = 200
/** Counts of a whole day move slowly and cost more than a page of rows. */
const COUNT_MS = 30_000

type Filter = Pick<ScoreQuestion, 'range' | 'host' | 'src_ip' | 'ja4'>

function filterOf({ range, host, src_ip, ja4 }: ScoreQuestion): Filter {
  return { range, host, src_ip, ja4 }
}

function paramsOf(question: Filter, span: TimeSpan): URLSearchParams {
  const params = new URLSearchParams({ since: span.since })
  if (span.until !== null) params.set('until', span.until)
  for (const field of SCORE_FILTERS) if (question[field] !== '') params.set(field, question[field])
  return params
}

function countParams(question: Filter, model_name: string): URLSearchParams {
  const params = paramsOf(question, spanOf(question.range, Date.now()))
  if (model_name !== '') params.set('model_name', model_name)
  return params
}

export function useScoreHistogram(question: ScoreQuestion) {
  const filter = filterOf(question)
  const { model_name } = question
  return useQuery({
    queryKey: ['score-histogram', filter, model_name],
    queryFn: ({ signal }) =>
      getJson(`/api/v1/scores/histogram?${countParams(filter, model_name)}`, ScoreHistogram, signal),
    refetchInterval: COUNT_MS,
    placeholderData: keepPreviousData,
  })
}

export function useVoices(question: ScoreQuestion) {
  const filter = filterOf(question)
  const { model_name } = question
  return useQuery({
    queryKey: ['voices', filter, model_name],
    queryFn: ({ signal }) => getJson(`/api/v1/scores/voices?${countParams(filter, model_name)}`, VoiceSummary, signal),
    refetchInterval: COUNT_MS,
    placeholderData: keepPreviousData,
  })
}

interface PageParam {
  span: TimeSpan
  cursor: string
}

const firstPage = (): PageParam | null => null

/** The list as far as it was scrolled; all pages share the span of the first, to which the cursor belongs. */
export function useScores(question: ScoreQuestion) {
  const filter = { ...filterOf(question), min_score: question.min_score, max_score: question.max_score }
  return useInfiniteQuery({
    queryKey: ['scores', filter],
    queryFn: async ({ pageParam, signal }) => {
      const { span, cursor } = pageParam ?? { span: spanOf(filter.range, Date.now()), cursor: '' }
      const params = paramsOf(filter, span)
      params.set('limit', String(PAGE_SIZE))
      if (filter.min_score > 0) params.set('min_score', String(filter.min_score))
      if (filter.max_score < 1) params.set('max_score', String(filter.max_score))
      if (cursor !== '') params.set('cursor', cursor)
      return { ...(await getJson(`/api/v1/scores?${params}`, ScorePage, signal)), span }
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last): PageParam | undefined =>
      last.next === null ? undefined : { span: last.span, cursor: last.next },
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 60_000,
  })
}
