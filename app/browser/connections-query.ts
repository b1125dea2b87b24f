'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { spanOf, type TimeSpan } from '#components/text/time-range.ts'
import { ConnectionPage, ConnectionSummary } from '#db/model/connection.ts'
import type { ConnectionQuestion } from './connection-question.ts'
import { getJson } from './fetch-json.ts'

const LIVE_MS = 4_000

function paramsOf({ state, src_ip }: ConnectionQuestion, span: TimeSpan): URLSearchParams {
  const params = new URLSearchParams({ since: span.since })
  if (span.until !== null) params.set('until', span.until)
  if (state !== '') params.set('state', state)
  if (src_ip !== '') params.set('src_ip', src_ip)
  return params
}

interface PageParam {
  span: TimeSpan
  cursor: string
}

const firstPage = (): PageParam | null => null

/** The list as far as it was scrolled, asked again while `live`. A cursor belongs to its filter, so all pages share the span of the first. */
export function useConnections(question: ConnectionQuestion, live: boolean) {
  return useInfiniteQuery({
    queryKey: ['connections', question],
    queryFn: async ({ pageParam, signal }) => {
      const { span, cursor } = pageParam ?? { span: spanOf(question.range, Date.now()), cursor: '' }
      const params = paramsOf(question, span)
      params.set('limit', '200')
      if (cursor !== '') params.set('cursor', cursor)
      return { ...(await getJson(`/api/v1/connections?${params}`, ConnectionPage, signal)), span }
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last): PageParam | undefined =>
      last.next === null ? undefined : { span: last.span, cursor: last.next },
    placeholderData: keepPreviousData,
    refetchInterval: live ? LIVE_MS : false,
    refetchOnWindowFocus: false,
    gcTime: 60_000,
  })
}

export function useConnectionSummary(question: ConnectionQuestion, live: boolean) {
  return useQuery({
    queryKey: ['connection-summary', question],
    queryFn: ({ signal }) => {
      const params = paramsOf(question, spanOf(question.range, Date.now()))
      params.set('buckets', '60')
      return getJson(`/api/v1/connections/summary?${params}`, ConnectionSummary, signal)
    },
    refetchInterval: live ? LIVE_MS * 2 : false,
    placeholderData: keepPreviousData,
  })
}
