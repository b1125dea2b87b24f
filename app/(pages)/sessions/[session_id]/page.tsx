import type { Metadata } from 'next'
import { SCOPES_OF_ROLE } from '#db/model/access.ts'
import { requireUser } from '../../../auth/current-user.ts'
import { SessionView } from './session-view.tsx'

export const metadata: Metadata = { title: 'Session' }

export default async function SessionPage({ params }: { params: Promise<{ session_id: string }> }) {
  const { session_id } = await params
  const user = await requireUser(`/sessions/${session_id}`)
  return <SessionView session_id={session_id} mayDecide={SCOPES_OF_ROLE[user.role].includes('verdicts:write')} />
}
