import type { ReactNode } from 'react'
import { FilterInput } from '#components/controls/filter-input.tsx'
import { DensityButton, LiveButton } from '#components/controls/list-buttons.tsx'
import { RangePicker } from '#components/controls/range-picker.tsx'
import { frozen, type TimeRange } from '#components/text/time-range.ts'
import { addressProblem } from '../browser/address-problem.ts'
import { CopyLink } from './copy-link.tsx'

/** What every list of traffic can be asked. */
interface ListQuestion {
  range: TimeRange
  src_ip: string
}

interface ListToolbarProps<Question extends ListQuestion> {
  question: Question
  /** The question's place in the URL. */
  searchOf: (question: Question) => string
  change: (change: Pick<Partial<Question>, 'range' | 'src_ip'>) => void
  live: boolean
  onLive: (live: boolean) => void
  /** Filters that stand before and behind that of the address. */
  before?: ReactNode
  behind?: ReactNode
  /** In which order; stands on the other side. */
  order?: ReactNode
}

/** Which rows a list shows: a range of time, an address and the list's own filters; how it shows them. */
export function ListToolbar<Question extends ListQuestion>(props: ListToolbarProps<Question>) {
  const { question, searchOf, change, live, onLive, before, behind, order } = props
  return (
    <div role="group" aria-label="Filter" className="flex flex-wrap items-center gap-2">
      <RangePicker range={question.range} onChoose={(range) => change({ range })} />
      {before}
      <FilterInput
        label="address"
        placeholder="Source address"
        width="w-48"
        value={question.src_ip}
        problemOf={addressProblem}
        onChange={(src_ip) => change({ src_ip })}
      />
      {behind}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {order}
        <LiveButton canLive={question.range.kind === 'preset'} live={live} onLive={onLive} />
        <DensityButton />
        <CopyLink searchOf={() => searchOf({ ...question, range: frozen(question.range, Date.now()) })} />
      </div>
    </div>
  )
}
