'use client'

import { Button } from '#components/button.tsx'
import { FilterInput } from '#components/filter-input.tsx'
import { Icon } from '#components/icon.tsx'
import { RangePicker } from '#components/range-picker.tsx'
import { Segmented } from '#components/segmented.tsx'
import { spanOf } from '#components/time-range.ts'
import { usePreference } from '#components/use-preference.ts'
import { addressProblem, ja4Problem } from '../../browser/address-problem.ts'
import { searchOf, type SessionQuestion } from '../../browser/session-question.ts'
import { CopyLink } from './copy-link.tsx'

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

/** A shared link means the same tomorrow: its range is frozen to absolute times. */
function frozenSearch(question: SessionQuestion): string {
  const now = Date.now()
  const { since, until } = spanOf(question.range, now)
  return searchOf({ ...question, range: { kind: 'fixed', since, until: until ?? new Date(now).toISOString() } })
}

export function SessionsToolbar({ question, change, live, onLive }: SessionsToolbarProps) {
  const [density, chooseDensity] = usePreference('density', 'compact')
  const canLive = question.range.kind === 'preset'
  return (
    <div role="group" aria-label="Filter" className="flex flex-wrap items-center gap-2">
      <RangePicker range={question.range} onChoose={(range) => change({ range })} />
      <FilterInput
        label="host"
        placeholder="Host"
        width="w-44"
        value={question.host}
        onChange={(host) => change({ host })}
      />
      <FilterInput
        label="address"
        placeholder="Source address"
        width="w-48"
        value={question.src_ip}
        problemOf={addressProblem}
        onChange={(src_ip) => change({ src_ip })}
      />
      <FilterInput
        label="JA4"
        placeholder="JA4"
        width="w-72"
        value={question.ja4}
        problemOf={ja4Problem}
        onChange={(ja4) => change({ ja4 })}
      />
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <Segmented label="Order" value={question.sort} choices={SORTS} onChoose={(sort) => change({ sort })} />
        <Button
          aria-pressed={live && canLive}
          disabled={!canLive}
          title={canLive ? 'Pause or go on (l)' : 'A range with an end does not change'}
          onClick={() => onLive(!live)}
        >
          <Icon name={live && canLive ? 'pause' : 'play'} size={13} />
          {!canLive ? 'Fixed range' : live ? 'Live' : 'Paused'}
        </Button>
        <Button
          look="quiet"
          aria-label={density === 'compact' ? 'Rows: compact. Make them taller' : 'Rows: regular. Make them compact'}
          title="Row height"
          onClick={() => chooseDensity(density === 'compact' ? 'regular' : 'compact')}
        >
          <Icon name={density === 'compact' ? 'rows_dense' : 'rows'} />
        </Button>
        <CopyLink searchOf={() => frozenSearch(question)} />
      </div>
    </div>
  )
}
