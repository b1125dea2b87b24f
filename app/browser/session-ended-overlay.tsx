'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { Modal } from '#components/controls/modal.tsx'
import { LoginForm } from './login-form.tsx'
import { isSessionEnded, onSessionEnded, sessionRenewed } from './session-ended.ts'

/** The page and what was typed into it stay; the login comes over it. */
export function SessionEndedOverlay({ name }: { name: string }) {
  const client = useQueryClient()
  const ended = useSyncExternalStore(onSessionEnded, isSessionEnded, () => false)
  const onDone = () => {
    sessionRenewed()
    void client.invalidateQueries()
  }
  return (
    <Modal
      open={ended}
      onOpenChange={() => undefined}
      dismissable={false}
      title="Your login has ended"
      description="Log in again: this page and what you wrote are kept."
    >
      <LoginForm onDone={onDone} name={name} />
    </Modal>
  )
}
