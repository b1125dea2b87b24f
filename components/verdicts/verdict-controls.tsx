'use client'

import { useRef, useState } from 'react'
import type { BotClass, VerdictKind } from '#db/model/verdict.ts'
import { Kbd } from '#components/keys/kbd.tsx'
import { useKeys } from '#components/keys/use-keys.ts'
import { BOT_CLASSES, VERDICT_WORDS } from './verdict-words.ts'

interface VerdictControlsProps {
  busy: boolean
  onDecide: (verdict: VerdictKind, bot_class: BotClass | null, note: string) => void
}

const SIMPLE = ['human', 'tolerated', 'unsure'] as const

interface VerdictButtonProps {
  verdict: VerdictKind
  word?: string
  busy: boolean
  'aria-expanded'?: boolean
  onClick: () => void
}

function VerdictButton({ verdict, word, busy, onClick, 'aria-expanded': expanded }: VerdictButtonProps) {
  const words = VERDICT_WORDS[verdict]
  return (
    <button
      type="button"
      disabled={busy}
      aria-expanded={expanded}
      title={words.meaning}
      onClick={onClick}
      className={`inline-flex min-h-8 items-center gap-2 rounded-md border px-2.5 font-medium hover:brightness-110 disabled:opacity-50 ${words.look}`}
    >
      {word ?? words.word}
      <span className="ml-auto">
        <Kbd>{words.key}</Kbd>
      </span>
    </button>
  )
}

function BotClassChoice({ onChoose }: { onChoose: (bot_class: BotClass) => void }) {
  return (
    <div
      role="group"
      aria-label="Class of the bot"
      className="grid grid-cols-2 gap-1 rounded-md border border-bot/50 p-1.5"
    >
      {BOT_CLASSES.map(({ bot_class, word }, index) => (
        <button
          key={bot_class}
          type="button"
          onClick={() => onChoose(bot_class)}
          className="flex min-h-7 items-center gap-2 rounded px-1.5 text-left hover:bg-hover"
        >
          <Kbd>{String(index + 1)}</Kbd>
          {word}
        </button>
      ))}
    </div>
  )
}

/** One key or one click for a verdict; a bot asks for its class by a digit. */
export function VerdictControls({ busy, onDecide }: VerdictControlsProps) {
  const [choosing, setChoosing] = useState(false)
  const [note, setNote] = useState('')
  const noteField = useRef<HTMLTextAreaElement>(null)
  const decide = (verdict: VerdictKind, bot_class: BotClass | null) => {
    if (busy) return
    setChoosing(false)
    setNote('')
    onDecide(verdict, bot_class, note.trim())
  }
  const digits = Object.fromEntries(
    BOT_CLASSES.map(({ bot_class }, index) => [String(index + 1), () => decide('bot', bot_class)]),
  )
  useKeys({
    d: () => setChoosing(!choosing),
    h: () => decide('human', null),
    t: () => decide('tolerated', null),
    u: () => decide('unsure', null),
    n: () => noteField.current?.focus(),
    ...(choosing ? { ...digits, Escape: () => setChoosing(false) } : {}),
  })
  return (
    <div className="grid gap-2.5 p-3.5">
      <div role="group" aria-label="Verdict" className="grid grid-cols-2 gap-2">
        <VerdictButton
          verdict="bot"
          word="Bot…"
          busy={busy}
          aria-expanded={choosing}
          onClick={() => setChoosing(!choosing)}
        />
        {SIMPLE.map((verdict) => (
          <VerdictButton key={verdict} verdict={verdict} busy={busy} onClick={() => decide(verdict, null)} />
        ))}
      </div>
      {choosing && <BotClassChoice onChoose={(bot_class) => decide('bot', bot_class)} />}
      <label className="grid gap-1">
        <span className="flex items-center justify-between text-xs text-faint">
          Note, kept with the next verdict <Kbd>n</Kbd>
        </span>
        <textarea
          ref={noteField}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
          rows={2}
          maxLength={2000}
          className="resize-y rounded-md border border-line-strong/70 bg-page px-2 py-1.5"
        />
      </label>
    </div>
  )
}
