'use client'

import { STATE_WORDS } from '#components/connections/connection-states.ts'
import { FilterInput } from '#components/controls/filter-input.tsx'
import { DensityButton, LiveButton } from '#components/controls/list-buttons.tsx'
import { RangePicker } from '#components/controls/range-picker.tsx'
import { Segmented } from '#components/controls/segmented.tsx'
import { frozen } from '#components/text/time-range.ts'
import { addressProblem } from '../../browser/address-problem.ts'
import { connectionSearchOf, type ConnectionQuestion } from '../../browser/connection-question.ts'
import { CopyLink } from '../copy-link.tsx'

interface ConnectionsToolbarProps {
  question: ConnectionQuestion
  change: (change: Partial<ConnectionQuestion>) => void
  live: boolean
  onLive: (live: boolean) => void
}

const CHOICES = [
  { value: '', word: 'All' },
  ...STATE_WORDS.filter(({ state }) => state !== 'requests').map(({ state, word }) => ({ value: state, word })),
] as const

export function ConnectionsToolbar({ question, change, live, onLive }: ConnectionsToolbarProps) {
  return (
    <div role="group" aria-label="Filter" className="flex flex-wrap items-center gap-2">
      <RangePicker range={question.range} onChoose={(range) => change({ range })} />
      <FilterInput
        label="address"
        placeholder="Source address"
        width="w-48"
        value={question.src_ip}
        problemOf={addressProblem}
        onChange={(src_ip) => change({ src_ip })}
      />
      <div className="max-w-full overflow-x-auto">
        <Segmented
          label="What became of it"
          value={question.state}
          choices={CHOICES}
          onChoose={(state) => change({ state })}
        />
      </div>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <LiveButton canLive={question.range.kind === 'preset'} live={live} onLive={onLive} />
        <DensityButton />
        <CopyLink searchOf={() => connectionSearchOf({ ...question, range: frozen(question.range, Date.now()) })} />
      </div>
    </div>
  )
}
