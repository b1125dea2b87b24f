'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { questionFrom, searchOf, type SessionQuestion } from './session-question.ts'
import { scoreQuestionFrom, scoreSearchOf, type ScoreQuestion } from './score-question.ts'
import { connectionQuestionFrom, connectionSearchOf, type ConnectionQuestion } from './connection-question.ts'

/** The question lives in the URL: sharing is copying, Back goes back. */
function useUrl<Question>(
  from: (params: URLSearchParams) => Question,
  searchFor: (question: Question) => string,
): [Question, (change: Partial<Question>) => void] {
  const params = useSearchParams()
  const path = usePathname()
  const search = params.toString()
  const question = useMemo(() => from(new URLSearchParams(search)), [from, search])
  const change = useCallback(
    (next: Partial<Question>) => {
      const base = document.documentElement.dataset['basePath'] ?? ''
      window.history.pushState(null, '', `${base}${path}${searchFor({ ...question, ...next })}`)
    },
    [question, path, searchFor],
  )
  return [question, change]
}

export function useQuestion(): [SessionQuestion, (change: Partial<SessionQuestion>) => void] {
  return useUrl(questionFrom, searchOf)
}

export function useConnectionQuestion(): [ConnectionQuestion, (change: Partial<ConnectionQuestion>) => void] {
  return useUrl(connectionQuestionFrom, connectionSearchOf)
}

export function useScoreQuestion(): [ScoreQuestion, (change: Partial<ScoreQuestion>) => void] {
  return useUrl(scoreQuestionFrom, scoreSearchOf)
}
