import type { Metadata } from 'next'
import { requireUser } from '../../../auth/current-user.ts'
import { CampaignView } from './campaign-view.tsx'

export const metadata: Metadata = { title: 'Campaign' }

export default async function CampaignPage({ params }: { params: Promise<{ campaign_id: string }> }) {
  const { campaign_id } = await params
  await requireUser(`/campaigns/${campaign_id}`)
  return <CampaignView campaign_id={campaign_id} />
}
