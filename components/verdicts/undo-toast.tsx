'use client'

import { useEffect, useState } from 'react'
import { Button } from '#components/controls/button.tsx'
import { Kbd } from '#components/keys/kbd.tsx'

interface UndoToastProps {
  words: string
  /** Milliseconds since the epoch. */
  until: number
  onUndo: () => void
  onGone: () => void
}

/** Says what was done and lets it be taken back while the time runs. */
export function UndoToast({ words, until, onUndo, onGone }: UndoToastProps) {
  const [left, setLeft] = useState(() => Math.max(0, until - Date.now()))
  useEffect(() => {
    const timer = setInterval(() => {
      const rest = until - Date.now()
      setLeft(Math.max(0, rest))
      if (rest <= 0) onGone()
    }, 500)
    return () => clearInterval(timer)
  }, [until, onGone])
  return (
    <div className="fixed bottom-4 left-1/2 z-30 flex -translate-x-1/2 items-center gap-3 rounded-lg border border-line-strong/60 bg-raised py-2 pr-2 pl-4 shadow-float">
      <span role="status">{words}</span>
      <span className="mono text-xs text-faint" aria-hidden="true">
        {Math.ceil(left / 1000)} s
      </span>
      <Button onClick={onUndo}>
        Undo <Kbd>z</Kbd>
      </Button>
    </div>
  )
}
