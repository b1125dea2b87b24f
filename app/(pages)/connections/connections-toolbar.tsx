'use client'

import { STATE_WORDS } from '#components/connections/connection-states.ts'
import { Segmented } from '#components/controls/segmented.tsx'
import { connectionSearchOf, type ConnectionQuestion } from '../../browser/connection-question.ts'
import { ListToolbar } from '../list-toolbar.tsx'

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

export function ConnectionsToolbar(props: ConnectionsToolbarProps) {
  const { question, change } = props
  const states = (
    <div className="max-w-full overflow-x-auto">
      <Segmented
        label="What became of it"
        value={question.state}
        choices={CHOICES}
        onChoose={(state) => change({ state })}
      />
    </div>
  )
  return <ListToolbar {...props} searchOf={connectionSearchOf} behind={states} />
}
