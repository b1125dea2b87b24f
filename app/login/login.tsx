'use client'

import { goTo } from '../browser/go-to.ts'
import { LoginForm } from '../browser/login-form.tsx'

export function Login({ next }: { next: string }) {
  return <LoginForm onDone={() => goTo(next)} />
}
