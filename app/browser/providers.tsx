'use client'

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { setNonce } from 'get-nonce'
import { useState, type ReactNode } from 'react'
import { keepErrors } from './keep-errors.ts'
import { Problem } from './problem.ts'
import { noticeProblem } from './session-ended.ts'

/** A refusal is an answer and is not asked again; silence and overload are. */
function worthRetrying(failures: number, error: Error): boolean {
  return failures < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 500)
}

function newQueryClient(): QueryClient {
  const queryCache = new QueryCache({ onError: noticeProblem })
  keepErrors(queryCache)
  return new QueryClient({
    queryCache,
    mutationCache: new MutationCache({ onError: noticeProblem }),
    defaultOptions: {
      queries: {
        retry: worthRetrying,
        retryDelay: 800,
        staleTime: 2_000,
        refetchOnWindowFocus: true,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}

/** The nonce reaches the style elements that dialogs insert: without it the content security policy refuses them. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [client] = useState(newQueryClient)
  if (nonce !== '') setNonce(nonce)
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
