'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { CampaignDetail, CampaignMemberPage, CampaignPage } from '#db/model/campaign.ts'
import { FleetDetail, FleetPage, type FleetSort } from '#db/model/fleet.ts'
import { ScanPage, SessionGroups } from '#db/model/scan.ts'
import { getJson } from './fetch-json.ts'

/** Grouping runs every few minutes. */
const REFRESH_MS = 30_000
const DAY_MS = 86_400_000

/** The instant so many days ago, by the second: all pages of a list share the first one's. */
function sinceOf(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString()
}

interface PageParam {
  since: string
  cursor: string
}

const firstPage = (): PageParam | null => null

export function useCampaigns(days: number) {
  return useInfiniteQuery({
    queryKey: ['campaigns', days],
    queryFn: async ({ pageParam, signal }) => {
      const { since, cursor } = pageParam ?? { since: sinceOf(days), cursor: '' }
      const params = new URLSearchParams({ since, limit: '100', ...(cursor !== '' && { cursor }) })
      const page = await getJson(`/api/v1/campaigns?${params}`, CampaignPage, signal)
      return { ...page, since, until: new Date().toISOString() }
    },
    initialPageParam: firstPage(),
    getNextPageParam: ({ since, next }): PageParam | undefined => (next === null ? undefined : { since, cursor: next }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
}

export function useCampaign(campaign_id: string) {
  return useQuery({
    queryKey: ['campaign', campaign_id],
    queryFn: ({ signal }) => getJson(`/api/v1/campaigns/${encodeURIComponent(campaign_id)}`, CampaignDetail, signal),
    refetchInterval: REFRESH_MS,
  })
}

export function useCampaignMembers(campaign_id: string) {
  return useInfiniteQuery({
    queryKey: ['campaign-members', campaign_id],
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams({ limit: '200', ...(pageParam !== '' && { cursor: pageParam }) })
      return getJson(
        `/api/v1/campaigns/${encodeURIComponent(campaign_id)}/members?${params}`,
        CampaignMemberPage,
        signal,
      )
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchOnWindowFocus: false,
  })
}

export function useFleets(sort: FleetSort) {
  return useInfiniteQuery({
    queryKey: ['fleets', sort],
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams({ sort, limit: '100', ...(pageParam !== '' && { cursor: pageParam }) })
      return getJson(`/api/v1/fleets?${params}`, FleetPage, signal)
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
}

export function useFleet(fleet_id: string) {
  return useQuery({
    queryKey: ['fleet', fleet_id],
    queryFn: ({ signal }) => getJson(`/api/v1/fleets/${encodeURIComponent(fleet_id)}`, FleetDetail, signal),
    refetchInterval: REFRESH_MS,
  })
}

export function useScans() {
  return useInfiniteQuery({
    queryKey: ['scans'],
    queryFn: ({ pageParam, signal }) => {
      const params = new URLSearchParams({ limit: '50', ...(pageParam !== '' && { cursor: pageParam }) })
      return getJson(`/api/v1/scans?${params}`, ScanPage, signal)
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: REFRESH_MS,
  })
}

export function useSessionGroups(session_id: string) {
  return useQuery({
    queryKey: ['session-groups', session_id],
    queryFn: ({ signal }) =>
      getJson(`/api/v1/sessions/${encodeURIComponent(session_id)}/groups`, SessionGroups, signal),
    refetchInterval: REFRESH_MS,
  })
}
