'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { RuleHit, RuleSummary } from '#db/model/rule.ts'
import { getJson } from './fetch-json.ts'

const Rules = z.object({ since: z.string(), until: z.string(), data: z.array(RuleSummary) })

/** What the rules found in the last hour. */
export function useRules() {
  return useQuery({
    queryKey: ['rules'],
    queryFn: ({ signal }) => getJson('/api/v1/rules', Rules, signal),
    refetchInterval: 8_000,
    placeholderData: keepPreviousData,
  })
}

const Hits = z.object({ data: z.array(RuleHit) })

export function useRuleHits(session_id: string) {
  return useQuery({
    queryKey: ['rule-hits', session_id],
    queryFn: ({ signal }) => getJson(`/api/v1/sessions/${session_id}/rule-hits`, Hits, signal),
    refetchInterval: 15_000,
  })
}
