'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { SiteProfile, type ProfileState } from '#db/model/browser-profile.ts'
import { BrowserProfiles, Browsers } from '#db/model/browsers.ts'
import { getJson, postJson } from './fetch-json.ts'

export function useBrowsers() {
  return useQuery({
    queryKey: ['browsers'],
    queryFn: ({ signal }) => getJson('/api/v1/browsers', Browsers, signal),
    refetchInterval: 30_000,
  })
}

export function useBrowserProfiles() {
  return useQuery({
    queryKey: ['browser-profiles'],
    queryFn: ({ signal }) => getJson('/api/v1/browser-profiles', BrowserProfiles, signal),
  })
}

export function useProfileDecision() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (decision: { profile_id: string; decision: ProfileState }) =>
      postJson('/api/v1/browser-profiles', decision, SiteProfile),
    onSuccess: () => client.invalidateQueries({ queryKey: ['browser-profiles'] }),
  })
}
