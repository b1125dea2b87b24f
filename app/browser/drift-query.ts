'use client'

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Drift } from '#db/model/drift.ts'
import { TrainedModel, TrainedModels } from '#db/model/trained-model.ts'
import { getJson, postJson } from './fetch-json.ts'

const SLOWLY_MS = 30_000

export function useModels() {
  return useQuery({
    queryKey: ['models'],
    queryFn: ({ signal }) => getJson('/api/v1/models', TrainedModels, signal),
    refetchInterval: SLOWLY_MS,
  })
}

/** Measured against the training window of this model; the current one's when it is empty. */
export function useDrift(model_version: string) {
  return useQuery({
    queryKey: ['drift', model_version],
    queryFn: ({ signal }) => {
      const params = new URLSearchParams(model_version === '' ? {} : { model_version })
      return getJson(`/api/v1/drift?${params}`, Drift, signal)
    },
    refetchInterval: SLOWLY_MS * 2,
    placeholderData: keepPreviousData,
  })
}

export function usePromotion() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (model_version: string) =>
      postJson(`/api/v1/models/${encodeURIComponent(model_version)}/promotion`, {}, TrainedModel),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['models'] }),
  })
}
