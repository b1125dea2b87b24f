'use client'

import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

interface ModalProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description: string
  /** A modal that may not be dismissed has no close button: the reader must answer it. */
  dismissable?: boolean
  children: ReactNode
}

export function Modal({ open, onOpenChange, title, description, dismissable = true, children }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Content
          onEscapeKeyDown={(event) => {
            if (!dismissable) event.preventDefault()
          }}
          onPointerDownOutside={(event) => {
            if (!dismissable) event.preventDefault()
          }}
          className="fixed top-1/2 left-1/2 z-50 grid max-h-[90vh] w-[min(34rem,calc(100vw-2rem))] -translate-1/2 gap-4 overflow-auto rounded-xl border border-line-strong/50 bg-raised p-5 shadow-float"
        >
          <div className="grid gap-0.5 pr-8">
            <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
            <Dialog.Description className="text-soft">{description}</Dialog.Description>
          </div>
          {children}
          {dismissable && (
            <Dialog.Close
              aria-label="Close"
              className="absolute top-4 right-4 inline-flex size-7 items-center justify-center rounded text-soft hover:bg-hover"
            >
              <Icon name="close" />
            </Dialog.Close>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
