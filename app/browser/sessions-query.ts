'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { SessionHistogram } from '#db/model/session-histogram.ts'
import { SessionPage } from '#db/model/session-page.ts'
import { getJson } from './fetch-json.ts'
import { FILTER_FIELDS, type SessionQuestion } from './session-question.ts'
import { spanOf, type TimeSpan } from '#components/text/time-range.ts'

const PAGE_SIZE = 200
const LIVE_MS = 4_000

function paramsOf(question: SessionQuestion, span: TimeSpan): URLSearchParams {
  const params = new URLSearchParams({ since: span.since })
  if (span.until !== null) params.set('until', span.until)
  for (const field of FILTER_FIELDS) if (question[field] !== '') params.set(field, question[field])
  return params
}

interface PageParam {
  span: TimeSpan
  cursor: string
}

async function sessionPage(question: SessionQuestion, param: PageParam, signal: AbortSignal, limit = PAGE_SIZE) {
  const params = paramsOf(question, param.span)
  params.set('sort', question.sort)
  params.set('limit', String(limit))
  if (param.cursor !== '') params.set('cursor', param.cursor)
  return { ...(await getJson(`/api/v1/sessions?${params}`, SessionPage, signal)), span: param.span }
}

const firstPage = (): PageParam | null => null

/** The list as far as it was scrolled. A cursor belongs to its filter, so all pages share the span of the first. */
export function useSessions(question: SessionQuestion) {
  return useInfiniteQuery({
    queryKey: ['sessions', question],
    queryFn: ({ pageParam, signal }) =>
      sessionPage(question, pageParam ?? { span: spanOf(question.range, Date.now()), cursor: '' }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: (last): PageParam | undefined =>
      last.next === null ? undefined : { span: last.span, cursor: last.next },
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 60_000,
  })
}

/** The head of the list again and again: what changed in place, and what is new. */
export function useNewestSessions(question: SessionQuestion, live: boolean, limit = PAGE_SIZE) {
  return useQuery({
    queryKey: ['sessions-newest', question, limit],
    queryFn: ({ signal }) =>
      sessionPage(question, { span: spanOf(question.range, Date.now()), cursor: '' }, signal, limit),
    refetchInterval: live ? LIVE_MS : false,
    enabled: live,
  })
}

export function useHistogram(question: SessionQuestion, live: boolean) {
  return useQuery({
    queryKey: ['histogram', { ...question, sort: undefined }],
    queryFn: ({ signal }) => {
      const params = paramsOf(question, spanOf(question.range, Date.now()))
      params.set('buckets', '60')
      return getJson(`/api/v1/sessions/histogram?${params}`, SessionHistogram, signal)
    },
    refetchInterval: live ? LIVE_MS * 2 : false,
    placeholderData: keepPreviousData,
  })
}
