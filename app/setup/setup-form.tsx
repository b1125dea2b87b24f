'use client'

import { useState, type SubmitEvent } from 'react'
import { Button } from '#components/controls/button.tsx'
import { Field } from '#components/controls/field.tsx'
import { formText } from '#components/controls/form-text.ts'
import { sendOnly } from '../browser/fetch-json.ts'
import { goTo } from '../browser/go-to.ts'
import { Problem } from '../browser/problem.ts'

const SHORTEST_PASSWORD = 12

function wordsOf(error: unknown): string {
  if (!(error instanceof Problem)) return 'Something failed in this page. Reload it and try again.'
  if (error.status === 401 || error.status === 403 || error.status === 404 || error.status === 409)
    return 'This set-up link was already used or is not the newest one. Start Vigie again for a new link, or log in.'
  return `${error.title}. ${error.message}${error.requestId ? ` (request ${error.requestId})` : ''}`
}

function ShowPassword({ shown, onShow }: { shown: boolean; onShow: (shown: boolean) => void }) {
  return (
    <label className="flex min-h-6 items-center gap-2 text-sm text-soft">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={shown}
        onChange={(event) => onShow(event.target.checked)}
      />
      Show the password
    </label>
  )
}

export function SetupForm({ token }: { token: string }) {
  const [error, setError] = useState('')
  const [passwordError, setPasswordError] = useState('')
  const [shown, setShown] = useState(false)
  const [busy, setBusy] = useState(false)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const name = formText(form, 'name').trim()
    const password = formText(form, 'password')
    const short = password.length < SHORTEST_PASSWORD
    setPasswordError(short ? `At least ${SHORTEST_PASSWORD} characters; this has ${password.length}.` : '')
    if (short) return
    setBusy(true)
    setError('')
    sendOnly('POST', '/api/v1/setup', { setup_token: token, name, password })
      .then(() => goTo('/'))
      .catch((failure: unknown) => {
        setError(wordsOf(failure))
        setBusy(false)
      })
  }
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate={false}>
      <Field
        label="Name"
        name="name"
        autoComplete="username"
        required
        maxLength={64}
        autoCapitalize="none"
        spellCheck={false}
      />
      <Field
        label="Password"
        name="password"
        type={shown ? 'text' : 'password'}
        autoComplete="new-password"
        required
        maxLength={1024}
        hint="12 characters or more; a few plain words do well. Pasting is fine."
        error={passwordError || undefined}
      />
      <ShowPassword shown={shown} onShow={setShown} />
      <p role="alert" className="text-sm text-bad empty:hidden">
        {error}
      </p>
      <Button type="submit" look="primary" className="h-10 text-base" disabled={busy}>
        {busy ? 'Making the account…' : 'Make the account'}
      </Button>
    </form>
  )
}
