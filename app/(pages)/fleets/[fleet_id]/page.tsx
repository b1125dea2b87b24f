import type { Metadata } from 'next'
import { requireUser } from '../../../auth/current-user.ts'
import { FleetView } from './fleet-view.tsx'

export const metadata: Metadata = { title: 'Fleet' }

export default async function FleetPage({ params }: { params: Promise<{ fleet_id: string }> }) {
  const { fleet_id } = await params
  await requireUser(`/fleets/${fleet_id}`)
  return <FleetView fleet_id={fleet_id} />
}
