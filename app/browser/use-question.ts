'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { questionFrom, searchOf, type SessionQuestion } from './session-question.ts'

/** The question lives in the URL: sharing is copying, Back goes back. */
export function useQuestion(): [SessionQuestion, (change: Partial<SessionQuestion>) => void] {
  const params = useSearchParams()
  const path = usePathname()
  const search = params.toString()
  const question = useMemo(() => questionFrom(new URLSearchParams(search)), [search])
  const change = useCallback(
    (next: Partial<SessionQuestion>) => {
      const base = document.documentElement.dataset['basePath'] ?? ''
      window.history.pushState(null, '', `${base}${path}${searchOf({ ...question, ...next })}`)
    },
    [question, path],
  )
  return [question, change]
}
