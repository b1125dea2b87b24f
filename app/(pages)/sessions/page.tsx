import type { Metadata } from 'next'
import { requireUser } from '../../auth/current-user.ts'
import { SessionsView } from './sessions-view.tsx'

export const metadata: Metadata = { title: 'Sessions' }

export default async function SessionsPage() {
  await requireUser('/sessions')
  return <SessionsView />
}
