'use client'

import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

export function Menu({ trigger, label, children }: { trigger: ReactNode; label: string; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={label}
        className="inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-sm text-soft hover:bg-hover hover:text-text data-[state=open]:bg-hover"
      >
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-lg border border-line-strong/50 bg-raised p-1 shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const ITEM = 'flex min-h-7 cursor-pointer items-center gap-2 rounded px-2 py-1 outline-none data-[highlighted]:bg-hover'

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.Item className={ITEM} onSelect={onSelect}>
      {children}
    </DropdownMenu.Item>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 py-1 text-xs text-faint">{children}</DropdownMenu.Label>
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />
}

interface Choice<T extends string> {
  value: T
  word: string
}

export function MenuChoice<T extends string>(props: {
  value: T
  choices: readonly Choice<T>[]
  onChoose: (value: T) => void
}) {
  return (
    <DropdownMenu.RadioGroup value={props.value}>
      {props.choices.map(({ value, word }) => (
        <DropdownMenu.RadioItem key={value} value={value} className={ITEM} onSelect={() => props.onChoose(value)}>
          <span className="w-4">
            <DropdownMenu.ItemIndicator>
              <Icon name="check" size={14} />
            </DropdownMenu.ItemIndicator>
          </span>
          {word}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}
