import type { Metadata } from 'next'
import { requireUser } from '../../auth/current-user.ts'
import { CampaignsView } from './campaigns-view.tsx'

export const metadata: Metadata = { title: 'Campaigns' }

export default async function CampaignsPage() {
  await requireUser('/campaigns')
  return <CampaignsView />
}
