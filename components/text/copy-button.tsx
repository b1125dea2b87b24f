'use client'

import { useState } from 'react'
import { Icon } from '#components/controls/icon.tsx'

export function CopyButton({ text, what, inGrid = false }: { text: string; what: string; inGrid?: boolean }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('refused'),
    )
    setTimeout(() => setState('idle'), 2000)
  }
  const words =
    state === 'copied' ? `Copied ${what}` : state === 'refused' ? 'The browser refused the clipboard' : `Copy ${what}`
  return (
    <button
      type="button"
      onClick={(event) => {
        event.stopPropagation()
        copy()
      }}
      tabIndex={inGrid ? -1 : 0}
      aria-label={words}
      title={words}
      className="relative inline-flex size-6 shrink-0 items-center justify-center rounded text-faint hover:bg-hover hover:text-text"
    >
      <Icon name={state === 'copied' ? 'check' : 'copy'} size={13} />
      <span role="status" className="sr-only">
        {state === 'idle' ? '' : words}
      </span>
    </button>
  )
}
