'use client'

import { Popover } from 'radix-ui'
import { useState, type SubmitEvent } from 'react'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { formText } from './form-text.ts'
import { Icon } from './icon.tsx'
import { instantFrom, PRESETS, rangeWords, spanOf, type TimeRange } from '#components/text/time-range.ts'

function AbsoluteForm({ range, onChoose }: { range: TimeRange; onChoose: (range: TimeRange) => void }) {
  const [error, setError] = useState('')
  const now = new Date()
  const span = spanOf(range, now.getTime())
  const words = (iso: string) => iso.slice(0, 19).replace('T', ' ')
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const since = instantFrom(formText(form, 'since'))
    const until = instantFrom(formText(form, 'until'))
    if (since === null || until === null) setError('Write both times as 2026-01-31 14:00:00, in UTC.')
    else if (since >= until) setError('The first time must be before the second.')
    else onChoose({ kind: 'fixed', since, until })
  }
  return (
    <form onSubmit={submit} className="grid gap-2.5" noValidate>
      <Field label="From (UTC+00:00)" name="since" defaultValue={words(span.since)} autoComplete="off" />
      <Field
        label="To (UTC+00:00)"
        name="until"
        defaultValue={words(span.until ?? now.toISOString())}
        autoComplete="off"
        error={error || undefined}
      />
      <Button type="submit" look="primary">
        Show this range
      </Button>
    </form>
  )
}

export function RangePicker({ range, onChoose }: { range: TimeRange; onChoose: (range: TimeRange) => void }) {
  const [open, setOpen] = useState(false)
  const choose = (next: TimeRange) => {
    setOpen(false)
    onChoose(next)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={`Time range: ${rangeWords(range)}`}
        className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong/70 bg-page px-2.5 text-sm whitespace-nowrap hover:bg-hover"
      >
        <Icon name="clock" size={14} />
        {rangeWords(range)}
        <Icon name="chevron_down" size={12} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Time range"
          className="z-50 grid grid-cols-[auto_15rem] gap-4 rounded-lg border border-line-strong/50 bg-raised p-3 shadow-float"
        >
          <div className="grid content-start gap-0.5">
            {PRESETS.map((preset) => (
              <button
                key={preset.range}
                type="button"
                aria-pressed={range.kind === 'preset' && range.range === preset.range}
                onClick={() => choose({ kind: 'preset', range: preset.range })}
                className="h-8 rounded px-2.5 text-left hover:bg-hover aria-pressed:bg-accent-wash aria-pressed:text-accent"
              >
                {preset.word}
              </button>
            ))}
          </div>
          <AbsoluteForm range={range} onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
