'use client'

import { z } from 'zod'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RequestPage } from '#db/model/request-page.ts'
import { Verdict, type BotClass, type VerdictKind } from '#db/model/verdict.ts'
import { getJson, postJson, sendOnly } from './fetch-json.ts'
import { SessionExplanation } from '#db/model/explanation.ts'
import { SessionCoherence } from '#db/model/session-coherence.ts'
import { SessionDetail } from '#db/model/session-detail.ts'

const pathOf = (session_id: string) => `/api/v1/sessions/${encodeURIComponent(session_id)}`

export function useSession(session_id: string) {
  return useQuery({
    queryKey: ['session', session_id],
    queryFn: ({ signal }) => getJson(pathOf(session_id), SessionDetail, signal),
    refetchInterval: 5_000,
  })
}

const Reasons = z.object({ explanation: SessionExplanation.nullable() })

/** Asked once for each score; null asks nothing. */
export function useReasons(session_id: string, scored_at: string | null) {
  return useQuery({
    queryKey: ['reasons', session_id, scored_at],
    queryFn: ({ signal }) => getJson(`${pathOf(session_id)}/reasons`, Reasons, signal),
    enabled: scored_at !== null,
    staleTime: Infinity,
    retry: false,
  })
}

/** Judged once for each score. */
export function useCoherence(session_id: string, scored_at: string | null) {
  return useQuery({
    queryKey: ['coherence', session_id, scored_at],
    queryFn: ({ signal }) => getJson(`${pathOf(session_id)}/coherence`, SessionCoherence, signal),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
}

export function useRequests(session_id: string) {
  return useInfiniteQuery({
    queryKey: ['requests', session_id],
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams({ limit: '500' })
      if (pageParam !== '') params.set('cursor', pageParam)
      return getJson(`${pathOf(session_id)}/requests?${params}`, RequestPage, signal)
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchOnWindowFocus: false,
  })
}

export interface Decision {
  verdict: VerdictKind
  bot_class?: BotClass
  note?: string
}

/** Records and takes back verdicts; both refresh everything that shows one. */
export function useVerdicts(session_id: string) {
  const client = useQueryClient()
  const refresh = () =>
    Promise.all(
      ['session', 'sessions-newest', 'sessions'].map((name) => client.invalidateQueries({ queryKey: [name] })),
    )
  const decide = useMutation({
    mutationFn: (decision: Decision) => postJson('/api/v1/verdicts', { session_id, ...decision }, Verdict),
    onSuccess: refresh,
  })
  const undo = useMutation({
    mutationFn: (verdict_id: string) => sendOnly('DELETE', `/api/v1/verdicts/${encodeURIComponent(verdict_id)}`),
    onSuccess: refresh,
  })
  return { decide, undo }
}
