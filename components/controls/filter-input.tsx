'use client'

import { useId, useState } from 'react'
import { Icon } from './icon.tsx'

interface FilterInputProps {
  label: string
  value: string
  placeholder: string
  width: string
  /** Why the text cannot be a filter; empty when it can. */
  problemOf?: (text: string) => string
  onChange: (value: string) => void
}

/** A text filter that takes effect on Enter or when left: half an address filters nothing. */
export function FilterInput({ label, value, placeholder, width, problemOf, onChange }: FilterInputProps) {
  const id = useId()
  const [draft, setDraft] = useState(value)
  const [shown, setShown] = useState(value)
  if (shown !== value) {
    setShown(value)
    setDraft(value)
  }
  const problem = draft.trim() === '' ? '' : (problemOf?.(draft.trim()) ?? '')
  const commit = () => {
    if (problem === '' && draft.trim() !== value) onChange(draft.trim())
  }
  return (
    <div className={`relative ${width}`}>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <input
        id={id}
        data-filter={label}
        value={draft}
        placeholder={placeholder}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        aria-invalid={problem !== '' || undefined}
        aria-describedby={problem === '' ? undefined : `${id}-problem`}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
          if (event.key === 'Escape') setDraft(value)
        }}
        className="mono h-8 w-full rounded-md border border-line-strong/70 bg-page pr-7 pl-2.5 text-xs placeholder:font-sans aria-invalid:border-bad"
      />
      {value !== '' && (
        <button
          type="button"
          aria-label={`Remove the filter ${label}`}
          onClick={() => onChange('')}
          className="absolute top-1 right-1 inline-flex size-6 items-center justify-center rounded text-soft hover:bg-hover"
        >
          <Icon name="close" size={12} />
        </button>
      )}
      {problem !== '' && (
        <p
          id={`${id}-problem`}
          role="alert"
          className="absolute top-full z-20 mt-1 rounded border border-bad/50 bg-raised px-2 py-1 text-xs whitespace-nowrap text-bad shadow-float"
        >
          {problem}
        </p>
      )}
    </div>
  )
}
