'use client'

import { FilterInput } from '#components/controls/filter-input.tsx'
import { Segmented } from '#components/controls/segmented.tsx'
import { ja4Problem } from '../../browser/address-problem.ts'
import { searchOf, type SessionQuestion } from '../../browser/session-question.ts'
import { ListToolbar } from '../list-toolbar.tsx'

interface SessionsToolbarProps {
  question: SessionQuestion
  change: (change: Partial<SessionQuestion>) => void
  live: boolean
  onLive: (live: boolean) => void
}

const SORTS = [
  { value: '-time', word: 'Newest' },
  { value: '-score', word: 'Most anomalous' },
] as const

export function SessionsToolbar(props: SessionsToolbarProps) {
  const { question, change } = props
  return (
    <ListToolbar
      {...props}
      searchOf={searchOf}
      before={
        <FilterInput
          label="host"
          placeholder="Host"
          width="w-44"
          value={question.host}
          onChange={(host) => change({ host })}
        />
      }
      behind={
        <FilterInput
          label="JA4"
          placeholder="JA4"
          width="w-72"
          value={question.ja4}
          problemOf={ja4Problem}
          onChange={(ja4) => change({ ja4 })}
        />
      }
      order={<Segmented label="Order" value={question.sort} choices={SORTS} onChoose={(sort) => change({ sort })} />}
    />
  )
}
