import type { Metadata } from 'next'
import { requireUser } from '../../auth/current-user.ts'
import { ConnectionsView } from './connections-view.tsx'

export const metadata: Metadata = { title: 'Connections' }

export default async function ConnectionsPage() {
  await requireUser('/connections')
  return <ConnectionsView />
}
