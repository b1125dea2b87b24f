'use client'

import { useQuery } from '@tanstack/react-query'
import { getJson } from './fetch-json.ts'
import { Health } from '#db/model/health.ts'

export function useHealth() {
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => getJson('/api/v1/health', Health, signal),
    refetchInterval: 4_000,
  })
}
