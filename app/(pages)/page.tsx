import type { Metadata } from 'next'
import { requireUser } from '../auth/current-user.ts'
import { OverviewView } from './overview-view.tsx'

export const metadata: Metadata = { title: 'Overview' }

export default async function OverviewPage() {
  await requireUser()
  return <OverviewView />
}
