'use client'

import { useState, type SubmitEvent } from 'react'
import { Button } from '#components/controls/button.tsx'
import { Field } from '#components/controls/field.tsx'
import { sendOnly } from './fetch-json.ts'
import { Problem } from './problem.ts'

interface LoginFormProps {
  onDone: () => void
  /** Known when a login ended and the same person logs in again. */
  name?: string
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Problem)) return 'Something failed in this page. Reload it and try again.'
  if (error.status === 401 || error.status === 403) return 'Name or password is not right.'
  if (error.status === 429) return 'Too many attempts. Wait a little, then try again.'
  return `${error.title}. ${error.message}${error.requestId ? ` (request ${error.requestId})` : ''}`
}

export function LoginForm({ onDone, name }: LoginFormProps) {
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setError('')
    sendOnly('POST', '/api/v1/login', { name: form.get('name'), password: form.get('password') })
      .then(onDone)
      .catch((failure: unknown) => {
        setError(wordsOf(failure))
        setBusy(false)
      })
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field
        label="Name"
        name="name"
        autoComplete="username"
        defaultValue={name}
        readOnly={name !== undefined}
        required
        maxLength={64}
        autoCapitalize="none"
        spellCheck={false}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        autoFocus={name !== undefined}
        required
        maxLength={1024}
      />
      <p role="alert" className="text-sm text-bad empty:hidden">
        {error}
      </p>
      <Button type="submit" look="primary" className="h-10 text-base" disabled={busy}>
        {busy ? 'Logging in…' : 'Log in'}
      </Button>
    </form>
  )
}
